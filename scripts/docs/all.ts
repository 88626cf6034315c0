import { CONSENT_REGIONS } from './consent.ts';
import type { Region } from './regions.ts';

/** Everything in docs/ that is made from data. */
export const REGIONS: readonly Region[] = [...CONSENT_REGIONS];
