import type { Difference } from '../../../overt/test/harness/differences.ts';

const PROPERTY = String.raw`^batch\.0\.properties`;
const ERROR = String.raw`${PROPERTY}\.\$exception_list\.\d+`;
const FRAME = String.raw`${ERROR}\.stacktrace\.frames\.\d+`;

/** How our requests differ from those of posthog-node: all of it, and why. */
export const DIFFERENCES: readonly Difference[] = [
  // What tells one machine or person from another, or shows what they work on.
  {
    paths: new RegExp(`${FRAME}\\.(pre_context|context_line|post_context)$`),
    ours: 'left out',
    why: 'Source lines hold what people write.',
  },
  {
    paths: new RegExp(`${FRAME}\\.filename$`),
    ours: 'other',
    why: 'Relative to the package: a path holds the name of the user.',
  },
  {
    paths: new RegExp(`${PROPERTY}\\.\\$ip$`),
    ours: 'added',
    why: 'Else PostHog keeps the sender’s address.',
  },
  {
    paths: new RegExp(`${PROPERTY}\\.\\$is_server$`),
    ours: 'left out',
    why: 'The tool runs on a person’s machine, and we need no rule for servers.',
  },
  // What PostHog does not need, or we know besides.
  { paths: new RegExp(`${FRAME}\\.module$`), ours: 'left out', why: 'It follows from the path.' },
  { paths: new RegExp(`${FRAME}\\.function$`), ours: 'other', why: 'They shorten what the engine says.' },
  { paths: new RegExp(`${PROPERTY}\\.\\$lib(_version)?$`), ours: 'other', why: 'It is another SDK.' },
  {
    paths: new RegExp(
      `${PROPERTY}\\.(\\$app_name|\\$app_version|\\$os|\\$os_version|\\$session_id|overt_\\w+)$`,
    ),
    ours: 'added',
    why: 'The tool, its system and the run are known.',
  },
  {
    paths: new RegExp(`${PROPERTY}\\.(errorClass|origin)$`),
    ours: 'added',
    why: 'Properties of an event stay what they are.',
  },
  {
    paths: new RegExp(`${PROPERTY}\\.\\$exception_fingerprint$`),
    ours: 'added',
    why: 'It is the same across versions and bundlers.',
  },
  {
    paths: new RegExp(`${PROPERTY}\\.\\$exception_level$`),
    ours: 'other',
    why: 'What ends the tool is graver than what it handles; they call all of it an error.',
  },
];
