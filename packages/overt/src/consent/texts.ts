import type { ConsentPolicy, ConsentText } from './policy.ts';
import type { Level } from './level.ts';

const SENT: Readonly<Record<Exclude<Level, 'off'>, string>> = {
  errors: 'crashes and errors: their kind and where in the program, without messages',
  usage: 'which commands and features are used, how long they take, and which errors happen',
  full: 'which commands and features are used, how long they take, and errors with their messages, redacted',
};

/** What the user has to know before anything is sent, in a few lines. */
export function noticeText(policy: ConsentPolicy, text: ConsentText): string {
  const { tool } = policy;
  const command = text.command ?? `${tool} telemetry`;
  return [
    `${tool} sends telemetry: ${text.what ?? SENT[policy.level]}.`,
    `  See all of it:  ${command} show --sample`,
    `  Switch it off:  ${command} disable   (or set DO_NOT_TRACK=1)`,
    ...(text.more === undefined ? [] : [`  Read more:      ${text.more}`]),
    'Nothing was or will be sent of this run.',
    '',
  ].join('\n');
}

/** The question, without the line at whose end the user types. */
export function promptText(policy: ConsentPolicy, text: ConsentText): string {
  if (text.prompt !== undefined) return text.prompt.slice(0, startOfLastLine(text.prompt));
  const { tool } = policy;
  const command = text.command ?? `${tool} telemetry`;
  return [
    `May ${tool} send telemetry? It would send ${text.what ?? SENT[policy.level]}.`,
    `  See all of it:        ${command} show --sample`,
    `  Change your mind:     ${command} enable, ${command} disable   (or set DO_NOT_TRACK=1)`,
    ...(text.more === undefined ? [] : [`  Read more:            ${text.more}`]),
    '',
  ].join('\n');
}

/** The line at whose end the user types. The capital letter is what Enter means. */
export function questionText({ prompt, enter }: ConsentText): string {
  const question = prompt === undefined ? 'Send telemetry?' : prompt.slice(startOfLastLine(prompt));
  return `${question} ${enter === 'yes' ? '[Y/n]' : '[y/N]'} `;
}

function startOfLastLine(text: string): number {
  return text.lastIndexOf('\n') + 1;
}

/** What is known of a crash, for the user to decide about its report. */
export type CrashFacts = {
  /** `TypeError in `scan deep``. */
  readonly what: string;
  /** In words. */
  readonly when: string;
  readonly reference: string;
};

/** What has happened, and how to see what would be sent. */
export function crashText(
  { tool }: ConsentPolicy,
  text: ConsentText,
  { what, when, reference }: CrashFacts,
): string {
  const command = text.command ?? `${tool} telemetry`;
  return [
    `${tool} has crashed (${when}): ${what}. A report of it is on this machine; nothing was sent.`,
    `  See all of it:        ${command} crashes show ${reference}`,
    `  Change your mind:     ${command} enable, ${command} disable   (or set DO_NOT_TRACK=1)`,
    ...(text.more === undefined ? [] : [`  Read more:            ${text.more}`]),
    '',
  ].join('\n');
}

/** Always: this one, and errors from now on. Never: nothing, and no more questions. */
export const CRASH_QUESTION = 'Send this report? [y]es, [a]lways, ne[v]er, [N]o: ';
