/** entry/whole.ts as one file of CommonJS, packed with brotli, in base64: put in by scripts/build.ts. */
declare module 'whole-package' {
  const packed: string;
  export default packed;
}
