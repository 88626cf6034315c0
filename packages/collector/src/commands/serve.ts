import { resolve } from 'node:path';
import { guardMemory } from '../memory-guard.ts';
import { startCollector, type Collector } from '../start-collector.ts';

export type ServeOptions = {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly store?: string;
};

/** `overt-collector serve`: runs until SIGTERM or SIGINT, and ends with code 0 then. */
export async function runServe(options: ServeOptions): Promise<void> {
  guardMemory();
  const collector = await startCollector(options);
  stopOnSignal(collector); // before the greeting: who has read it may stop us
  print(greeting(collector, options));
}

function greeting(collector: Collector, { data, store }: ServeOptions): string {
  const lines = [
    `overt-collector: listening on ${collector.url}`,
    `  data       ${resolve(data)}`,
    `  store      ${store === undefined ? 'embedded (chDB)' : new URL(store).host}`,
  ];
  if (collector.isNew)
    lines.push(`  write key  ${collector.writeKey}   (overt-collector keys list shows it again)`);
  return `${lines.join('\n')}\n`;
}

/** The first signal stops cleanly; a second one, from somebody who will not wait, ends the process as it would have. */
function stopOnSignal(collector: Collector): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      print('overt-collector: stopping\n');
      collector.close().then(
        () => process.exit(0),
        (error: unknown) => {
          print(`overt-collector: ${String(error)}\n`);
          process.exit(1);
        },
      );
    });
  }
}

function print(text: string): void {
  process.stderr.write(text);
}
