import { AUTOMATIC_EVENTS } from 'overt/catalogue';
import { readBuiltin } from '../subject/builtin.ts';
import type { DeclaredEvent } from '../subject/declared.ts';
import { renderFields, SHORT_NAME } from './describe-field.ts';
import { describeLimit } from './describe-limit.ts';
import { createExample } from './example-event.ts';
import { code, escapeText, renderTable } from './markdown.ts';
import { renderAttached, renderNever } from './never-sent.ts';
import type { PageSubject } from './page-subject.ts';
import { renderCommands, renderKept } from './places.ts';
import { renderReceivers } from './receivers.ts';
import { howToStop, renderSwitches, whoDecides } from './switches.ts';

/** The page that the users of a tool read: TELEMETRY.md. */
export function renderPage(subject: PageSubject): string {
  const { tool } = subject;
  const sections = [
    `<!-- Written by \`overt docs\` from what ${tool} declares. Change that, and run it again. -->`,
    `# Telemetry of ${escapeText(tool)}`,
    renderOpening(subject),
    `## What is recorded`,
    renderLevels(),
    SHORT_NAME,
    ...subject.declared.map((event) => renderEvent(event)),
    ...renderBuiltin(subject),
    `## What an event looks like`,
    renderExample(subject),
    `## What is sent with each event`,
    renderAttached(subject),
    `## What is never sent`,
    renderNever(subject),
    `## How to switch it off, and what decides`,
    renderSwitches(subject),
    `## What stays on your machine, and for how long`,
    renderKept(subject),
    ...renderReceivers(subject),
    `## How to see it, and how to delete it`,
    renderCommands(subject),
  ];
  return `${sections.join('\n\n')}\n`;
}

function renderOpening(subject: PageSubject): string {
  return (
    `${whoDecides(subject)}This page lists all that ${escapeText(subject.tool)} can record. What is not declared here ` +
    `cannot be sent: it is dropped before it is written down. ${howToStop(subject)}`
  );
}

function renderLevels(): string {
  return (
    'Each event has a level, and is recorded if yours is at least that: `errors` is what went wrong, `usage` is how ' +
    'the tool is used as well, `full` is everything below. At `off` nothing is recorded.'
  );
}

function renderEvent(event: DeclaredEvent): string {
  const { name, why, level, owner, expires } = event;
  const until = expires === 'never' ? 'with no end date' : `recorded until ${expires}`;
  const facts = `Level ${code(level)}, ${until}. Owner: ${escapeText(owner)}.`;
  const rate = describeLimit(event);
  const said = rate === '' ? facts : `${facts} ${rate}`;
  return [`### ${code(name)}`, escapeText(why), said, renderFields(event)].join('\n\n');
}

/** The events of the SDK: those that come by themselves in full, the others as a list. */
function renderBuiltin({ tool, options }: PageSubject): readonly string[] {
  const builtin = readBuiltin(options);
  const automatic: readonly string[] = AUTOMATIC_EVENTS.filter(
    (name) => name !== 'crash' || options['crashes'] !== false,
  );
  const [own, others] = [
    builtin.filter(({ name }) => automatic.includes(name)),
    builtin.filter(({ name }) => !automatic.includes(name) && name !== 'crash'),
  ];
  const rows = others.map((event) => [
    code(event.name),
    code(event.level),
    [event.why, describeLimit(event)].filter(Boolean).join(' '),
    event.fields.map((field) => code(field.name)).join(', '),
  ]);
  return [
    `### Events that come with Overt`,
    `${escapeText(tool)} uses Overt for its telemetry, which records these by itself.`,
    ...own.map((event) => renderBuiltinEvent(event)),
    `These have the same names in every tool that uses Overt. ${escapeText(tool)} may record them:`,
    renderTable(['Event', 'Level', 'Why', 'Fields'], rows),
  ];
}

function renderBuiltinEvent(event: DeclaredEvent): string {
  const { name, why, level } = event;
  return [`#### ${code(name)}`, `${why} Level ${code(level)}.`, renderFields(event)].join('\n\n');
}

/** The first event of the tool's own tells more than a built-in one. */
function renderExample({ tool, declared, options }: PageSubject): string {
  const [event] = [...declared, ...readBuiltin({})];
  const example = event === undefined ? {} : createExample(event, { tool, options });
  return ['```json', JSON.stringify(example, null, 2), '```'].join('\n');
}
