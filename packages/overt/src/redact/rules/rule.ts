/**
 * Secrets that tell themselves by how they begin, by id. Each pattern is sticky, is tried where a word begins, and
 * itself begins with two characters that are known, or with a group of such beginnings: the scan finds rules by those
 * two (index.ts), so that a rule costs nothing where they are not. What repeats has either no end or nothing behind it
 * that could fail, so that no text takes longer than its length. Sources and examples are in rule-examples.ts.
 */
export type Patterns = Readonly<Record<string, RegExp>>;
