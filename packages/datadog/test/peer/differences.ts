import type { Difference } from '../../../overt/test/harness/differences.ts';

const LOG = String.raw`^body\.\d+\.`;

/** How our requests differ from those of Datadog's client, whose user wrote the same down by hand: all of it, and why. */
export const DIFFERENCES: readonly Difference[] = [
  { paths: new RegExp(`${LOG}hostname$`), ours: 'left out', why: 'Nobody is to know whose machine it was.' },
  {
    paths: new RegExp(`${LOG}error\\.stack$`),
    ours: 'other',
    why: 'Paths are relative to the package, and codes are told: a path holds the name of the user.',
  },
  {
    paths: new RegExp(`${LOG}error\\.fingerprint$`),
    ours: 'added',
    why: 'Groups stay the same across versions.',
  },
  { paths: new RegExp(`${LOG}logger\\.(name|version)$`), ours: 'other', why: 'It is another library.' },
  { paths: new RegExp(`${LOG}logger\\.version$`), ours: 'added', why: 'It is another library.' },
  {
    paths: new RegExp(`${LOG}(evt|props|run|resource)\\.`),
    ours: 'added',
    why: 'The event by its name, all of its properties, and its run.',
  },
  { paths: /^headers\.user-agent$/, ours: 'left out', why: 'It names Node’s version and the system.' },
  {
    paths: /^headers\.(accept|accept-encoding|accept-language|sec-fetch-mode)$/,
    ours: 'left out',
    why: 'We need no answer of a certain kind.',
  },
];
