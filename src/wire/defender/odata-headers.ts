/** Headers of every successful answer of the OData routes, contract/defender.md § 3. */
export const ODATA_HEADERS: Readonly<Record<string, string>> = {
  "Content-Type": "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8",
  "OData-Version": "4.0",
};
