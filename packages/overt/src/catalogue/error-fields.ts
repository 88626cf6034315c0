/** What the courier adds to the report of an error, for those who read about it. */
export const ERROR_FIELDS: Readonly<Record<string, { readonly what: string; readonly example: string }>> = {
  stack: {
    what: 'the errors with their classes, codes and frames: names of functions, and paths within the package; messages at level `full` only, redacted',
    example: 'TypeError\n    at count (app:///dist/count.js:12:7)',
  },
  fingerprint: { what: 'a number that reports of the same fault share', example: '5d1f7a84db3c2e09' },
  reference: { what: 'by what you and the author can name this report', example: '7K3MQ2XZ-4' },
  debugIds: {
    what: 'which source maps belong to the files of the frames',
    example: 'app:///dist/cli.js=0d6fd4e2-4c5e-4f6b-8a52-0a6f4e3a7c11',
  },
};
