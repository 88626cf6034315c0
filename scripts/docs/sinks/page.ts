import { table, type Part } from '../parts.ts';
import { FORMATS } from './formats.ts';
import { findLandings } from './landings.ts';
import { fieldsOf, HEAD_FIELDS, RESOURCE_FIELDS, type Field } from './probe.ts';

/** The tables of docs/sinks.md: where each field of ours lands. */
export const FIELDS_PART: Part = { file: 'docs/sinks.md', name: 'fields', make: makeTables };

/** An event of the tool's own, and a crash: of these, formats make different things. */
const PROBES = ['scan.finished', 'crash'];
const EVENTS = ['crash', 'command.invocation', 'tool.call', 'token.usage', 'scan.finished'];

async function makeTables(): Promise<string> {
  const sections = [
    await makeTable('Each event, and its run', HEAD_FIELDS, PROBES),
    await makeTable('The resource: what is true of the whole run', RESOURCE_FIELDS, PROBES),
  ];
  for (const name of EVENTS) {
    const title = name === 'scan.finished' ? 'An event of your own (`scan.finished`)' : `\`${name}\``;
    sections.push(await makeTable(title, fieldsOf(name), [name]));
  }
  return sections.join('\n');
}

async function makeTable(
  title: string,
  fields: readonly Field[],
  probes: readonly string[],
): Promise<string> {
  const rows = await Promise.all(
    fields.map(async (field) => [
      `\`${field.name}\``,
      ...(await Promise.all(FORMATS.map(async (format) => show(await findLandings(format, field, probes))))),
    ]),
  );
  return `### ${title}\n\n${table(['field', ...FORMATS.map(({ name }) => name)], rows)}`;
}

function show(paths: readonly string[]): string {
  return paths.length === 0 ? '–' : paths.map((path) => `\`${path}\``).join(', ');
}
