/** The text of `dist/courier.js`, put in by scripts/build.ts. */
declare module 'courier-source' {
  const source: string;
  export default source;
}
