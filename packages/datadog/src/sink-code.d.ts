/** sink.cjs, packed with brotli, in base64: put in by scripts/build.ts. */
declare module 'sink-code' {
  const packed: string;
  export default packed;
}
