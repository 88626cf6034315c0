/** How a command of `<tool> telemetry` is typed: what a framework must know to list it and to explain it. */
export type CommandOutline = {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What may follow the name: `[level]`. */
  readonly words?: string;
  /** How many words may, if not one. */
  readonly maxWords?: number;
  /** Its own flags, besides `--json` and `--help`. */
  readonly flags?: Readonly<Record<string, FlagRule>>;
};

export type FlagRule = {
  readonly help: string;
  /** What follows it, if something does: `<file>`. */
  readonly value?: string;
};

const SINCE: FlagRule = {
  help: 'from then on: a date such as 2026-11-21, or a time ago such as 90m, 24h, 7d',
  value: '<when>',
};

/**
 * All commands, in the order in which they are listed. Apart from what they do, since a tool that registers them with its
 * framework does so in each run.
 */
export const OUTLINE = {
  status: {
    summary: 'say whether telemetry is on, and why',
    flags: { quiet: { help: 'print nothing: exit code 0 when it is on, 1 when it is off' } },
  },
  enable: { summary: 'switch it on', words: '[errors|usage|full|local]' },
  disable: { summary: 'switch it off, and remove what has not been sent' },
  show: {
    summary: 'print the exact requests that would leave now; nothing is sent',
    flags: { sample: { help: 'one made-up event of each kind instead, as it would leave' } },
  },
  log: {
    summary: 'list what has left this machine, when and to where',
    flags: { events: { help: 'the events themselves, too' }, since: SINCE },
  },
  stats: {
    summary: 'say which commands you used, how often they failed, and how long they took',
    flags: { since: SINCE },
  },
  crashes: {
    summary: 'list reports of crashes, show one, or send one by hand',
    words: '[show|send <reference>]',
    maxWords: 2,
  },
  export: {
    summary: 'print everything that is stored here about you, as JSON',
    flags: {
      out: { help: 'write it to a file that only you may read', value: '<file>' },
      force: { help: 'replace that file if it is there' },
    },
  },
  delete: {
    summary: 'erase everything here, and ask for it to be erased where it was sent',
    flags: {
      yes: { help: 'do not ask first' },
      'open-mail': { help: 'open prepared letters in your mail program: you send them' },
    },
  },
  'reset-id': { summary: 'get a new random id with the next run' },
  doctor: { summary: 'send a test event to each place, and look for what is wrong' },
  flush: { summary: 'send what waits, now' },
} as const satisfies Readonly<Record<string, CommandOutline>>;

/** The flags that every command takes. */
export const COMMON_FLAGS: Readonly<Record<string, FlagRule>> = {
  json: { help: 'answer with one JSON document' },
  help: { help: 'say how the command is used' },
};
