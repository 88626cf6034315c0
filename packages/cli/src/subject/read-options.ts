import { defineTelemetry, noop, type TelemetryOptions } from 'overt';
import { CliError, messageOf } from '../errors.ts';
import { asRecord, asText } from './loose-values.ts';
import type { Loaded } from './load-module.ts';

/** What a module declares. */
export type Declaration = {
  readonly tool: string | undefined;
  readonly events: unknown;
  readonly options: Readonly<Record<string, unknown>>;
  readonly refusal: string | undefined;
};

/** The words that a declaration of an event is known by. */
const DECLARATION_KEYS = ['why', 'owner', 'expires', 'fields'];
const USUAL_NAMES = ['options', 'telemetry', 'default', 'events', 'catalogue'];

/**
 * Finds what a module declares: options that it exports, then those that it gave to `defineTelemetry`, then a
 * catalogue that it exports.
 */
export function readOptions(path: string, loaded: Loaded): Declaration {
  const values = listExports(loaded.exports);
  const options = values.find(isOptions) ?? chooseShown(path, loaded.shown);
  if (options !== undefined) return fromOptions(asRecord(options));
  const events = values.find(isCatalogue);
  if (events !== undefined) return fromEvents(events);
  throw new CliError(
    `${path} declares no telemetry: it neither calls defineTelemetry nor exports its options or its events.`,
  );
}

/** The usual names first, so that a module may export more than one thing. */
function listExports(exports: Readonly<Record<string, unknown>>): readonly unknown[] {
  const names = [...new Set([...USUAL_NAMES, ...Object.keys(exports)])];
  const values = names.flatMap((name) => (Object.hasOwn(exports, name) ? [exports[name]] : []));
  // Of CommonJS, Node finds some names only inside the default export.
  return [...values, ...Object.values(asRecord(exports['default']))];
}

function isOptions(value: unknown): boolean {
  const { tool, sinks, events, track } = asRecord(value);
  return track === undefined && typeof tool === 'string' && (sinks !== undefined || events !== undefined);
}

function isCatalogue(value: unknown): boolean {
  if (typeof value === 'function') return false;
  const declarations = Object.entries(asRecord(value));
  return (
    declarations.length > 0 && declarations.every(([name, declaration]) => isDeclaration(name, declaration))
  );
}

/** By what it says, or, where it says nothing yet, by the dot in its name. */
function isDeclaration(name: string, declaration: unknown): boolean {
  if (typeof declaration !== 'object' || declaration === null) return false;
  return name.includes('.') || DECLARATION_KEYS.some((key) => key in declaration);
}

function chooseShown(path: string, shown: readonly unknown[]): unknown {
  if (shown.length < 2) return shown[0];
  const tools = [...new Set(shown.map((options) => asText(asRecord(options)['tool'])))];
  throw new CliError(
    `${path} defines telemetry ${shown.length} times (${tools.join(', ')}). Name a module that defines one, or one ` +
      `that exports its options.`,
  );
}

function fromOptions(options: Readonly<Record<string, unknown>>): Declaration {
  const { tool, events = {} } = options;
  return { tool: asText(tool) || undefined, events, options, refusal: askSdk(options) };
}

function fromEvents(events: unknown): Declaration {
  const refusal = askSdk({ tool: 'tool', version: '0', sinks: [noop()], events });
  return { tool: undefined, events, options: {}, refusal };
}

/** Lets the SDK itself say whether it takes this. It is switched off (see `loadModule`), so it does nothing else. */
export function askSdk(options: unknown): string | undefined {
  process.env['DO_NOT_TRACK'] = '1';
  try {
    // Another one of that name would not be looked at: a process defines each tool once.
    void defineTelemetry(options as TelemetryOptions).close();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
