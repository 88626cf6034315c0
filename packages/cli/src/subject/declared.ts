import { FIELD_BOUNDS } from 'overt/catalogue';
import { asRecord, asText } from './loose-values.ts';

/** One declared event as it is written, right or wrong. */
export type DeclaredEvent = {
  readonly name: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly why: string;
  readonly level: string;
  readonly owner: string;
  readonly expires: string;
  readonly fields: readonly DeclaredField[];
  readonly limit: DeclaredLimit;
};

/** How often it is recorded at most. Nothing in it where the declaration does not say. */
export type DeclaredLimit = {
  readonly everyMs?: number;
  readonly maxMs?: number;
  readonly resetOn: string;
};

/** One field of it. */
export type DeclaredField = {
  readonly name: string;
  readonly kind: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly isOptional: boolean;
  /** Of `oneOf`. */
  readonly values: readonly string[];
  /** Of `slug`: how many words. Of `text`: how many characters. */
  readonly most: number;
};

/** Reads declarations without believing them: what is missing or of a wrong type is empty here, and in `raw` as it was. */
export function readDeclared(events: unknown): readonly DeclaredEvent[] {
  return Object.entries(asRecord(events)).map(([name, declaration]) => readEvent(name, declaration));
}

function readEvent(name: string, declaration: unknown): DeclaredEvent {
  const raw = asRecord(declaration);
  const { why, level = 'usage', owner, expires, fields } = raw;
  return {
    name,
    raw,
    why: asText(why),
    level: asText(level),
    owner: asText(owner),
    expires: asText(expires),
    fields: Object.entries(asRecord(fields)).map(([field, value]) => readField(field, value)),
    limit: readLimit(raw['limit']),
  };
}

function readLimit(limit: unknown): DeclaredLimit {
  const { everyMs, maxMs, resetOn } = asRecord(limit);
  return {
    ...(typeof everyMs === 'number' ? { everyMs } : {}),
    ...(typeof maxMs === 'number' ? { maxMs } : {}),
    resetOn: asText(resetOn),
  };
}

function readField(name: string, field: unknown): DeclaredField {
  const raw = asRecord(field);
  const { kind, optional, values } = raw;
  const words = Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
  return { name, kind: asText(kind), raw, isOptional: optional === true, values: words, most: mostOf(raw) };
}

function mostOf({ kind, maxWords, maxLength }: Readonly<Record<string, unknown>>): number {
  if (kind === 'text') return typeof maxLength === 'number' ? maxLength : FIELD_BOUNDS.maxTextLength;
  return kind === 'slug' ? (typeof maxWords === 'number' ? maxWords : 1) : 0;
}
