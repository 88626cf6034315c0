/** entry/worker-crash.ts as one file of CommonJS, packed with brotli, in base64: put in by scripts/build.ts. */
declare module 'whole-worker' {
  const packed: string;
  export default packed;
}
