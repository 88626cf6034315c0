import { ipv4, ipv6, email, IP_IN_NAME, MAC_COLON, MAC_HYPHEN } from './address.ts';
import { block, PUTTY } from './block.ts';
import { detect, detectBack, HOME, IP, type Detector } from './finding.ts';
import { DASHED_HOME, ENCODED_HOME, POSIX_HOME, SHARED_HOME, TILDE_HOME, WINDOWS_HOME } from './home.ts';
import { argumentValue, elementValue, flagValue, namedValue, pairValue, saidValue } from './named-value.ts';
import { card, iban, PHONE, ssn } from './number.ts';
import { CLOUD } from './rules/cloud.ts';
import { CODE } from './rules/code.ts';
import { MODEL } from './rules/model.ts';
import { SERVICE } from './rules/service.ts';
import { STANDARD } from './rules/standard.ts';
import { startsOf } from './starts.ts';
import { GO_DSN, SECRET_URLS, userInfo } from './url.ts';
import {
  AZURE_SECRET,
  COMMAND_LOGIN,
  COMMAND_PASSWORD,
  MAILCHIMP,
  MAILGUN,
  TERRAFORM,
  USER_FLAG,
} from './rules/inner.ts';

/** All that a text is searched for, by id. */
const PATTERNS = { ...SECRET_URLS, ...STANDARD, ...CLOUD, ...CODE, ...SERVICE, ...MODEL };

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const LETTERS = UPPER.toLowerCase() + UPPER;
const HEX = `${DIGITS}abcdefABCDEF`;

/** Detectors that are no pattern of a prefix: where they look (pairs, or single signs), in this order. */
const OTHERS: readonly (readonly [id: string, starts: readonly string[], detector: Detector])[] = [
  ['block', ['--'], block],
  ['putty-key', ['Pu'], detect(PUTTY)],
  ['url-user-info', [':/'], userInfo],
  ['go-dsn', ['@t', '@u'], detectBack(GO_DSN)],
  ['named-value', Array.from(':=\uff1a').map((sign) => `${sign}*`), namedValue],
  ['named-value-encoded', ['%3'], encoded],
  ['flag-value', ['--', ...startingWith('-', LETTERS)], flagValue],
  ['element-value', startingWith('<', LETTERS), elementValue],
  ['argument-value', [',*', '(*'], argumentValue],
  ['pair-value', ['na', 'ke', 'he', 'pa', 'fi', 'va', 'id', 'Na', 'Ke', 'He', 'Pa', 'Id'], pairValue],
  [
    'said-value',
    bothCases(['pa', 'pw', 'to', 'se', 'ap', 'ac', 'pr', 'au', 'cr', 'ma', 'id', 'be', 'ba']),
    saidValue,
  ],
  ['user-flag', ['-u', '--'], detect(USER_FLAG)],
  [
    'command-password',
    ['my', 'ss', 'mo', 'do', 're', '7z', 'zi', 'un', 'op', 'ma', 'ps', 'po', 'he'],
    detect(COMMAND_PASSWORD),
  ],
  ['command-login', ['my', 'ma'], detect(COMMAND_LOGIN)],
  ['email', ['@*', '%4'], email],
  ['mailgun-key-inner', startingWith('-', HEX), detectBack(MAILGUN)],
  ['mailchimp-key', ['-u'], detectBack(MAILCHIMP)],
  ['terraform-token', ['.a'], detectBack(TERRAFORM)],
  ['azure-secret', ['Q~'], detectBack(AZURE_SECRET)],
  ['card', Array.from('23456').flatMap((digit) => startingWith(digit, DIGITS)), card],
  ['ssn', Array.from(DIGITS).flatMap((digit) => startingWith(digit, DIGITS)), ssn],
  ['iban', Array.from(UPPER).flatMap((letter) => startingWith(letter, UPPER)), iban],
  ['phone', startingWith('+', DIGITS), detect(PHONE)],
  ['ipv4', Array.from(DIGITS).flatMap((digit) => startingWith(digit, `${DIGITS}.`)), ipv4],
  ['ip-in-name', ['ip', 'ec'], detect(IP_IN_NAME, IP)],
  ['mac', startingWith(':', HEX), detectBack(MAC_COLON)],
  ['mac-hyphen', startingWith('-', HEX), detectBack(MAC_HYPHEN)],
  ['ipv6', ['::', ...startingWith(':', HEX)], ipv6],
  ['home', startingWith('/', LETTERS), detect(POSIX_HOME, HOME)],
  [
    'home-windows',
    Array.from(LETTERS).flatMap((letter) => [`${letter}:`, `${letter}%`]),
    detect(WINDOWS_HOME, HOME),
  ],
  ['home-shared', ['\\\\'], detect(SHARED_HOME, HOME)],
  ['home-encoded', ['%2'], detect(ENCODED_HOME, HOME)],
  ['home-dashed', ['-h', '-U'], detect(DASHED_HOME, HOME)],
  ['home-tilde', startingWith('~', LETTERS), detect(TILDE_HOME, HOME)],
];

/** `%3D` and `%3A` are `=` and `:`. */
function encoded(text: string, index: number, floor: number): ReturnType<Detector> {
  return /[ad]/i.test(text.charAt(index + 2)) ? namedValue(text, index, floor) : undefined;
}

function startingWith(first: string, seconds: string): string[] {
  return Array.from(seconds).map((second) => first + second);
}

function bothCases(pairs: readonly string[]): string[] {
  return pairs.flatMap((pair) => [pair, pair.charAt(0).toUpperCase() + pair.charAt(1), pair.toUpperCase()]);
}

/** Where each detector looks: by the codes of two characters, the first of which is ASCII. */
export type Table = {
  /** `pairs[first * 128 + second]`; a second character beyond ASCII counts as 0. */
  readonly pairs: readonly (readonly Detector[] | undefined)[];
  /** Beyond ASCII: the colon of full width. */
  readonly wide: readonly Detector[];
};

export function createTable(): Table {
  const pairs: Detector[][] = [];
  const wide: Detector[] = [];
  const add = (start: string, detector: Detector): void => {
    const [first, second] = [start.charCodeAt(0), start.charAt(1)];
    if (first > 127) return void wide.push(detector);
    const seconds =
      second === '*' && start.length === 2
        ? Array.from({ length: 128 }, (_, code) => code)
        : [start.charCodeAt(1)];
    for (const code of seconds) (pairs[first * 128 + code] ??= []).push(detector);
  };
  for (const pattern of Object.values(PATTERNS)) {
    const detector = detect(pattern);
    for (const start of startsOf(pattern)) add(start, detector);
  }
  for (const [, starts, detector] of OTHERS) for (const start of starts) add(start, detector);
  return { pairs, wide };
}

/** The ids of all rules, for tests and documentation; `random` is what the scan itself looks for. */
export function listRules(): string[] {
  return [...Object.keys(PATTERNS), ...OTHERS.map(([id]) => id), 'random'];
}
