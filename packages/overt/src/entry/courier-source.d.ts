/** `dist/courier.js`, packed with brotli, in base64: put in by scripts/build.ts. */
declare module 'courier-source' {
  const source: string;
  export default source;
}
