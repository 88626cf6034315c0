import {
  collector,
  file,
  http,
  noop,
  type CollectorOptions,
  type FileOptions,
  type HttpOptions,
  type SinkDescriptor,
  type SinkOptions,
} from 'overt';
import { CliError } from '../errors.ts';
import { asRecord } from '../subject/loose-values.ts';

/** Those of the SDK itself. Printing to standard output is not among them: it belongs to the program that is run. */
const BUILTIN: Readonly<Record<string, (options: unknown) => SinkDescriptor>> = {
  collector: (options) => collector(options as CollectorOptions),
  http: (options) => http(options as HttpOptions),
  file: (options) => file(options as FileOptions),
  noop: (options) => noop(options as SinkOptions),
};
/** Those with a package of their own, which exports a function of this name. No other package is ever loaded for what a file says. */
const PACKAGES = ['otlp', 'sentry', 'posthog', 'datadog'];

/** Makes the sink that a line of the file describes: `kind` is the name of the function that makes it in JavaScript. */
export async function makeSink(described: unknown, index: number): Promise<SinkDescriptor> {
  const { kind, ...options } = asRecord(described);
  if (typeof kind === 'string') {
    if (Object.hasOwn(BUILTIN, kind)) return (BUILTIN[kind] as (options: unknown) => SinkDescriptor)(options);
    if (PACKAGES.includes(kind)) return (await loadPackage(kind))(options);
  }
  const kinds = [...Object.keys(BUILTIN), ...PACKAGES].join(', ');
  throw new CliError(`expected \`sinks[${index}].kind\` to be one of ${kinds}`);
}

async function loadPackage(kind: string): Promise<(options: unknown) => SinkDescriptor> {
  const name = `@overt/${kind}`;
  try {
    const loaded = (await import(name)) as Record<string, (options: unknown) => SinkDescriptor>;
    return loaded[kind] as (options: unknown) => SinkDescriptor;
  } catch {
    throw new CliError(`the sink ${kind} needs the package ${name}: install it beside @overt/cli`);
  }
}
