import { tmpdir } from 'node:os';
import { faultyServer, testPlatform, type SinkUnderTest } from 'overt/testing';
import { createSink } from '../../src/sinks/create.ts';
import { collector } from '../../src/sinks/define.ts';

type Posted = {
  readonly runs: readonly { readonly run: string; readonly events: readonly { readonly seq: number }[] }[];
};

/** The collector's sink, and what a collector would answer to anything that is well-formed (docs/wire-format.md). */
export async function makeCollector(): Promise<SinkUnderTest> {
  const idsOf = ({ text }: { readonly text: string }): string[] =>
    (JSON.parse(text) as Posted).runs.flatMap(({ run, events }) => events.map(({ seq }) => `${run}.${seq}`));
  const server = await faultyServer({
    idsOf,
    tells: ['lying', 'empty'],
    refusesSome: true,
    answer: (request, refused) => ({
      body: JSON.stringify({
        accepted: idsOf(request).length - refused.length,
        duplicates: [],
        rejected: refused.map((id) => ({ id, reason: 'unknown_event' })),
      }),
    }),
  });
  return {
    sink: createSink(testPlatform({ home: tmpdir() }), collector({ url: server.url, key: 'a-key' })),
    ...server,
  };
}
