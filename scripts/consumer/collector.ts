/** A program that embeds `@overt/collector`: check-packages.ts type-checks it against the packed package. */
import { startCollector, type Collector, type Report } from '@overt/collector';

export async function reportOnce(data: string): Promise<Report> {
  const collector: Collector = await startCollector({ data, port: 0 });
  const report = await collector.report();
  await collector.close();
  // @ts-expect-error A report is not a number.
  const wrong: number = report;
  return wrong === 0 ? report : report;
}
