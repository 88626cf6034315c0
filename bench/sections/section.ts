import type { Launcher } from '../measure/launcher.ts';
import type { Sink } from '../measure/sink.ts';
import type { Options, SectionId } from '../options.ts';
import type { Peers } from '../peers.ts';
import type { Measured } from '../report/targets.ts';
import type { Variant } from '../variants.ts';

/** What every part of the benchmark works with. */
export type Bench = {
  readonly options: Options;
  readonly sink: Sink;
  readonly launcher: Launcher;
  readonly peers: Peers;
};

/** What a part found. */
export type SectionResult = {
  /** Markdown, without its heading. */
  readonly text: string;
  /** The figures that have a target. */
  readonly measured?: Measured;
};

/** One part of the benchmark. */
export type Section = {
  readonly id: SectionId;
  readonly title: string;
  run(bench: Bench): Promise<SectionResult>;
};

/** The variants that can be measured, and a line for each that cannot. */
export function available(
  bench: Bench,
  variants: readonly Variant[],
): { readonly ready: readonly Variant[]; readonly skipped: readonly string[] } {
  const reasons = variants.map((variant) => ({ variant, reason: bench.peers.skipReason(variant) }));
  return {
    ready: reasons.filter(({ reason }) => reason === undefined).map(({ variant }) => variant),
    skipped: reasons.flatMap(({ variant, reason }) =>
      reason === undefined ? [] : [`- skipped: ${variant.name}: ${reason}`],
    ),
  };
}

/** Joins the parts of a section that are there with an empty line between them. */
export function paragraphs(...parts: readonly (string | readonly string[] | undefined)[]): string {
  return parts
    .map((part) => (typeof part === 'object' ? part.join('\n') : part))
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
}
