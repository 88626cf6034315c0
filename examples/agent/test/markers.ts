/** Content that no byte may hold that leaves, in each shape in which it could. */
export type Marker = { readonly name: string; readonly forms: readonly Buffer[] };

/** In base64 the first and last characters of a piece depend on what stands beside it. */
const BASE64_EDGE = 4;
const ALIGNMENTS = [0, 1, 2];

export function makeMarker(name: string, text: string): Marker {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const forms = [
    text,
    text.toLowerCase(),
    text.toUpperCase(),
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    JSON.stringify(JSON.stringify(text)).slice(3, -3),
    hex,
    hex.toUpperCase(),
    text.split('').toReversed().join(''),
    ...ALIGNMENTS.flatMap((shift) => inBase64(bytes, shift)),
  ];
  return { name, forms: [...new Set(forms)].map((form) => Buffer.from(form)) };
}

/** The names of those that are in there. */
export function findMarkers(markers: readonly Marker[], bytes: Buffer): readonly string[] {
  return markers.filter(({ forms }) => forms.some((form) => bytes.includes(form))).map(({ name }) => name);
}

function inBase64(bytes: Buffer, shift: number): readonly string[] {
  const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
  return (['base64', 'base64url'] as const).map((encoding) =>
    shifted.toString(encoding).slice(shift === 0 ? 0 : BASE64_EDGE, -BASE64_EDGE),
  );
}
