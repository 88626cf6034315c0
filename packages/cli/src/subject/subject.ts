import type { Released } from '../docs/released.ts';
import type { SourcePlaces } from '../source/places.ts';
import type { Config } from './config.ts';
import type { DeclaredEvent } from './declared.ts';

/** What is looked at: all that one tool declares, and what we know about it. */
export type Subject = {
  /** The name of the tool; undefined where a module gives only its events. */
  readonly tool: string | undefined;
  /** The declared events as they are, for the SDK. */
  readonly events: unknown;
  readonly declared: readonly DeclaredEvent[];
  /** All that `defineTelemetry` takes, as it was given. Empty where a module gives only its events. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the SDK says if it does not take this. */
  readonly refusal: string | undefined;
  /** The folder of the tool's package.json. */
  readonly root: string;
  readonly config: Config;
  /** Where each event is declared. */
  readonly places: SourcePlaces;
  /** What the last release declared, if it is known. */
  readonly released: Released | undefined;
  /** What users can read: the README and the page, as they are. Undefined where there is neither. */
  readonly documents: string | undefined;
  /** `YYYY-MM-DD` */
  readonly today: string;
};
