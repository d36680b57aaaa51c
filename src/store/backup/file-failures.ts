import { StoreError } from "../contract.ts";

/** Does work on files so that their failures leave in the contract's words. */
export async function onFiles<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStoreError(error);
  }
}

function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return error;
  const path = "path" in error ? String(error.path) : "a file";
  if (error.code === "ENOSPC")
    return new StoreError("full", "the disk is full; free some space and try again", { cause: error });
  return new StoreError(
    "readonly",
    `${path} cannot be used (${String(error.code)}); check the path and its permissions`,
    {
      cause: error,
    },
  );
}
