export type Options = {
  /** Programs besides `bin` of package.json, such as the sources of what it names; relative to package.json. */
  readonly entries: readonly string[];
  /** Whether starts are reported of which the source does not tell the file. @default false */
  readonly dynamic: boolean;
  /** Modules that load Overt and are no files of this package, such as `@agora/telemetry`. */
  readonly modules: readonly string[];
};

const names = { type: 'array', items: { type: 'string' }, uniqueItems: true };

export const schema = [
  {
    type: 'object',
    properties: { entries: names, dynamic: { type: 'boolean' }, modules: names },
    additionalProperties: false,
  },
];

/** ESLint has held the options to the schema. Defaults are filled in here: not each version that we serve does it. */
export function readOptions([given]: readonly unknown[]): Options {
  const { entries = [], dynamic = false, modules = [] } = (given ?? {}) as Partial<Options>;
  return { entries, dynamic, modules };
}
