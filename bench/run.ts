import { writeFileSync } from 'node:fs';
import { startLauncher } from './measure/launcher.ts';
import { startSink } from './measure/sink.ts';
import { readOptions, type Options } from './options.ts';
import { preparePeers } from './peers.ts';
import { describeMachine } from './report/machine.ts';
import { compareWithTargets, type Measured } from './report/targets.ts';
import { afterExit } from './sections/after-exit.ts';
import { blackholed } from './sections/blackholed.ts';
import { collector } from './sections/collector.ts';
import { crashes } from './sections/crashes.ts';
import { frameworks } from './sections/frameworks.ts';
import { healthy } from './sections/healthy.ts';
import { inProcess } from './sections/in-process/in-process.ts';
import { paragraphs, type Bench, type Section, type SectionResult } from './sections/section.ts';
import { sinks } from './sections/sinks.ts';
import { size } from './sections/size.ts';

const SECTIONS: readonly Section[] = [
  healthy,
  blackholed,
  afterExit,
  crashes,
  inProcess,
  frameworks,
  sinks,
  size,
  collector,
];

const REPORT_FILE = new URL('../docs/benchmarks.md', import.meta.url);

const INTRO = `# Benchmarks

Taken by \`npm run bench\` on one machine in one run; everything network is loopback. How each figure is taken stands above its table, what the
method cannot see at the end. Only ratios and differences within this run mean anything: do not compare with figures of another machine.`;

const LIMITS = `## What the method cannot see

- No real network: no latency, DNS or TLS. Peers that wait for their endpoint lose a round trip or more to it on top of these figures; Overt does not wait.
- The clock runs from before spawn() to the exit event in a small launcher process, with the scheduler's noise: the line "bare again" shows how
  much of a difference is chance. Below about 1 ms look at the in-process table instead.
- CPU and peak memory are what the tool reads of itself (getrusage, VmHWM of /proc/self/status; maxRSS where there is no /proc) in its last exit
  listener. What the process uses after that, and what a detached courier uses, is not in them.
- The tool is a small one. What a peer loads is paid once per process whatever the tool's size; the cost of starting the courier grows with the
  tool's memory, because fork() copies its page tables.
- NODE_EXTRA_CA_CERTS, NODE_OPTIONS, CI, proxies and the like are not passed on to the measured processes.
- Peers run with their documented defaults and the shutdown that their documentation asks of a short-lived program. They can be tuned; so can ours.`;

const options = readOptions(process.argv.slice(2));
if (options !== undefined) process.exitCode = await main(options);

/** Runs the parts that were asked for and prints the report. The exit code says whether each of them could run. */
async function main(options: Options): Promise<number> {
  const machine = describeMachine();
  const bench: Bench = {
    options,
    peers: await preparePeers(),
    sink: await startSink(),
    launcher: startLauncher(),
  };
  const texts: string[] = [];
  let measured: Measured = {};
  let failures = 0;
  for (const section of SECTIONS.filter(({ id }) => options.sections.includes(id))) {
    const found = await runSection(section, bench);
    if (found.failed) failures++;
    texts.push(`## ${section.title}`, found.text);
    measured = { ...measured, ...found.measured };
  }
  bench.sink.close();
  bench.launcher.close();
  const targets = paragraphs(
    '## Targets',
    'What we have set ourselves. Ours are medians, paired where there is a pair.',
    compareWithTargets(measured),
  );
  const quick = options.quick ? '**Taken with `--quick`: too few rounds to quote.**' : undefined;
  const report = paragraphs(INTRO, quick, machine, targets, ...texts, LIMITS);
  console.log(report);
  if (options.write) writeFileSync(REPORT_FILE, `${report}\n`);
  return failures === 0 ? 0 : 1;
}

async function runSection(
  section: Section,
  bench: Bench,
): Promise<SectionResult & { readonly failed: boolean }> {
  const start = performance.now();
  console.error(`bench: ${section.title}`);
  try {
    return { ...(await section.run(bench)), failed: false };
  } catch (error) {
    console.error(error);
    return { text: `Failed: ${String(error)}`, failed: true };
  } finally {
    console.error(`bench: ${section.id} took ${Math.round((performance.now() - start) / 1000)} s`);
  }
}
