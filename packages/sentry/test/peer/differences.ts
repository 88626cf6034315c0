import type { Difference } from '../../../overt/test/harness/differences.ts';

const VALUE = String.raw`^exception\.values\.\d+`;
const FRAME = String.raw`${VALUE}\.stacktrace\.frames\.\d+`;

/** How our events differ from those of @sentry/node: all of it, and why. */
export const DIFFERENCES: readonly Difference[] = [
  // What tells one machine or person from another, or shows what they work on.
  { paths: /^server_name$/, ours: 'left out', why: 'The name of the host often is that of its user.' },
  { paths: /^modules\./, ours: 'left out', why: 'What a user has installed is not ours to tell.' },
  {
    paths: /^contexts\.(app\.(app_start_time|app_memory|free_memory)|device\.(?!arch)|os\.kernel_version)/,
    ours: 'left out',
    why: 'Times and sizes of a machine tell it from others.',
  },
  {
    paths: /^contexts\.(culture|cloud_resource)\b/,
    ours: 'left out',
    why: 'Where a user lives is their affair.',
  },
  {
    paths: new RegExp(`${FRAME}\\.(pre_context|context_line|post_context)$`),
    ours: 'left out',
    why: 'Source lines hold what people write; source maps are matched by Sentry.',
  },
  {
    paths: new RegExp(`${FRAME}\\.filename$`),
    ours: 'other',
    why: 'Relative to the package: a path holds the name of the user.',
  },
  { paths: new RegExp(`${FRAME}\\.abs_path$`), ours: 'added', why: 'Source maps are looked for by it.' },
  { paths: new RegExp(`${FRAME}\\.module$`), ours: 'left out', why: 'It follows from the path.' },
  { paths: new RegExp(`${FRAME}\\.function$`), ours: 'other', why: 'They shorten what the engine says.' },
  // What Sentry does not know, or we do not.
  { paths: /^contexts\.trace\./, ours: 'left out', why: 'There are no traces.' },
  { paths: /^extra\./, ours: 'left out', why: 'The mechanism says the same.' },
  { paths: /^contexts\.app\.app_(name|version)$/, ours: 'added', why: 'The tool and its version are known.' },
  { paths: /^tags\./, ours: 'added', why: 'What events are looked for by.' },
  { paths: /^user\.id$/, ours: 'added', why: 'The random id of the installation, where there is one.' },
  { paths: /^fingerprint\./, ours: 'added', why: 'It is the same across versions and bundlers.' },
  { paths: /^sdk\.(name|version)$/, ours: 'other', why: 'It is another SDK.' },
  { paths: /^sdk\.(integrations|packages)\./, ours: 'left out', why: 'There are none.' },
  {
    paths: /^sdk\.settings\./,
    ours: 'added',
    why: 'Otherwise Sentry may take the sender’s address for the user’s.',
  },
  // Where they err, for a tool that ends with its error.
  {
    paths: /^exception\.values\.\d+\.mechanism\.(type|handled)$/,
    ours: 'other',
    why: 'The mechanism is that of the error that was thrown; they give it to the last member of a group.',
  },
  { paths: /^level$/, ours: 'other', why: 'A rejection that nobody caught ends the tool just as well.' },
];
