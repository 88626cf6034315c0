/** One thing that is attached to every event of a run. */
export type ResourceField = {
  /** What it is, for a person who reads about it. */
  readonly what: string;
  readonly example: string;
  /** Left out of the runs for which it is not known. */
  readonly optional?: true;
};

/** All that may be attached to the events of a run: for documents and schemas; the recorder fills it in. */
export const RESOURCE_FIELDS: Readonly<Record<string, ResourceField>> = {
  tool: { what: 'the name of the tool', example: 'scan' },
  version: { what: 'the version of the tool', example: '1.4.2' },
  install: {
    what: 'a random number of this installation; it says nothing about the machine or the person',
    example: '5f1d7a84db3c2e0917b60c4af8e3d926',
    optional: true,
  },
  os: { what: 'the operating system', example: 'linux' },
  osVersion: { what: 'the first two numbers of its version', example: '6.8' },
  arch: { what: 'the kind of processor', example: 'x64' },
  runtime: { what: 'what runs the tool: node, bun or deno', example: 'node' },
  runtimeVersion: { what: 'the version of that', example: '22.12.0' },
};
