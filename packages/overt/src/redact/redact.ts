import { hideValue } from './value.ts';
import { withoutHidden } from './hidden.ts';
import { redactJson } from './json.ts';
import { tell, type Telling } from './key.ts';
import { createPlaces, type RedactionContext } from './places.ts';
import { scan } from './scan.ts';

/** Takes out of texts and values what must not leave. Pure, never throws; applied again, it changes nothing. */
export type Redactor = {
  /** Free text. */
  readonly text: (text: string) => string;
  /** A value with its name: a telling name hides it whole. */
  readonly value: (key: string, value: string) => string;
  /** Any value that JSON could hold, copied. */
  readonly json: (value: unknown) => unknown;
};

/** What is replaced may leave something beside it that tells only now. More rounds than any text was seen to need. */
const MAX_ROUNDS = 8;

export function createRedactor(context: RedactionContext = {}): Redactor {
  const places = createPlaces(context);
  // Names come second: of an address nothing stays, not even its host.
  const once = (text: string): string => (places === undefined ? scan(text) : places(scan(text)));
  const text = (given: string): string => settle(given, once);
  const value = (key: string, given: string): string => {
    const telling = tell(key);
    if (VERSION_KEY.test(key) && isVersion(given)) return given;
    // Judged again, since what is taken out may leave something that looks like a secret.
    return hideValue(withoutHidden(given), telling) ?? keepOrHide(text(given), telling);
  };
  return { text, value, json: (given) => redactJson(given, { text, value }) };
}

function keepOrHide(given: string, telling: Telling): string {
  return hideValue(given, telling) ?? given;
}

const PLAIN = createRedactor();

/** Takes out of a text what must not leave, without knowing anything of the machine. */
export function redactText(text: string): string {
  return PLAIN.text(text);
}

/** Longer texts are cut before they are searched: no event has one, and time is bounded then, whatever it holds. */
const MAX_TEXT = 64 * 1024;
const CUT = '[cut]';

function settle(given: string, once: (text: string) => string): string {
  const visible = cut(withoutHidden(cut(given)));
  let [before, after] = [visible, once(visible)];
  // Colours stay where nothing had to go.
  if (before === after && given.length <= MAX_TEXT) return given;
  for (let round = 1; round < MAX_ROUNDS && before !== after; round += 1)
    [before, after] = [after, once(cut(after))];
  return cut(after);
}

/** A pair of surrogates is cut before it. */
function cut(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  const end = MAX_TEXT - CUT.length;
  const isInPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return text.slice(0, isInPair ? end - 1 : end) + CUT;
}

const VERSION_KEY = /version|release|build/i;

/** `10.0.19045.3803` is no address where a version is expected. */
function isVersion(value: string): boolean {
  return value.length <= 64 && /^v?\d{1,9}(?:\.\d{1,9}){0,4}(?:[-+][\w.+-]*)?$/.test(value);
}
