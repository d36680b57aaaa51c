/** How many bytes at the start of a file tell what it is. */
export const SIGNATURE_LENGTH = 4;

const SAVE_AS_UTF8 = "save it as UTF-8; in PowerShell: … | Out-File -Encoding utf8 incidents.json";
const UTF16 = `the file is UTF-16 text: ${SAVE_AS_UTF8}`;
const UTF32 = `the file is UTF-32 text: ${SAVE_AS_UTF8}`;

/** Longer signatures stand first where one begins with another. `undefined` is any byte but zero. */
const SIGNATURES: readonly (readonly [readonly (number | undefined)[], string])[] = [
  [[0xff, 0xfe, 0x00, 0x00], UTF32],
  [[0x00, 0x00, 0xfe, 0xff], UTF32],
  [[0xff, 0xfe], UTF16],
  [[0xfe, 0xff], UTF16],
  [[undefined, 0x00, 0x00, 0x00], UTF32],
  [[0x00, 0x00, 0x00, undefined], UTF32],
  [[undefined, 0x00, undefined, 0x00], UTF16],
  [[0x00, undefined, 0x00, undefined], UTF16],
  [
    [0x1f, 0x8b],
    "the file is compressed with gzip; unpack it first: gunzip -c incidents.json.gz | tocsin import -",
  ],
  [
    [0x28, 0xb5, 0x2f, 0xfd],
    "the file is compressed with zstd; unpack it first: zstd -dc incidents.json.zst | tocsin import -",
  ],
  [[0x50, 0x4b, 0x03, 0x04], "the file is a ZIP archive; unpack it first"],
];

/** Says what a file is that cannot be UTF-8 JSON, and what to do; `undefined` when it may be. */
export function foreignEncoding(start: Uint8Array): string | undefined {
  const found = SIGNATURES.find(
    ([signature]) =>
      signature.length <= start.length &&
      signature.every((byte, index) => (byte === undefined ? start[index] !== 0 : start[index] === byte)),
  );
  return found?.[1];
}
