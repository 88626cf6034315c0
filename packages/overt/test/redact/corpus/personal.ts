import type { SecretText } from './named.ts';

/** What tells a person or a machine, with the part that must be gone. */
const PERSONAL: readonly (readonly [kind: string, secret: string, ...texts: readonly string[]])[] = [
  ['e-mail', 'jane.doe', 'jane.doe@example.com', 'mailto:jane.doe@example.com', 'by Jane <jane.doe@example.co.uk>, today', '"jane.doe@example.com"', 'to=jane.doe%40example.com&x=1', 'jane.doe@mail.example.museum.', 'user:jane.doe@example.com'],
  ['e-mail with a plus', 'jane+tools', 'jane+tools@example.com', '(jane+tools@example.io)', 'jane+tools@example.dev,'],
  ['e-mail, international', 'jürgen', 'jürgen@bücher.example', 'jürgen@xn--bcher-kva.example', 'von jürgen@example.de gesendet'],
  ['e-mail, quoted', 'jane doe', '"jane doe"@example.com'],
  ['IPv4', '192.168.1.77', '192.168.1.77', 'from 192.168.1.77 it came', '192.168.1.77:8080', 'http://192.168.1.77/x', '[192.168.1.77]', 'host=192.168.1.77', 'connect ECONNREFUSED 192.168.1.77:5432', '192.168.1.77,', '192.168.1.77/24', 'ping: 192.168.1.77.'],
  ['IPv4, public', '203.0.113.9', '203.0.113.9', 'x-forwarded-for: 203.0.113.9', 'peer 203.0.113.9 reset', '/ip4/203.0.113.9/tcp/4001', '203.0.113.9 - - [01/Jun/2024]'],
  ['IPv4 in a name', '10-0-12-34', 'ip-10-0-12-34.ec2.internal'],
  ['IPv6', '2001:db8:85a3::8a2e:370:7334', '2001:db8:85a3::8a2e:370:7334', '[2001:db8:85a3::8a2e:370:7334]:443', 'http://[2001:db8:85a3::8a2e:370:7334]/', 'from 2001:db8:85a3::8a2e:370:7334.'],
  ['IPv6, whole', '2001:0db8:85a3:0000:0000:8a2e:0370:7334', '2001:0db8:85a3:0000:0000:8a2e:0370:7334', 'addr=2001:0db8:85a3:0000:0000:8a2e:0370:7334,'],
  ['IPv6, link local', 'fe80::1ff:fe23:4567:890a', 'fe80::1ff:fe23:4567:890a%eth0', 'via fe80::1ff:fe23:4567:890a'],
  ['IPv6, mapped', '192.168.1.77', '::ffff:192.168.1.77', '[::ffff:192.168.1.77]:80'],
  ['IPv6, short', '2001:db8::1', '2001:db8::1', 'listening on [2001:db8::1]:80'],
  ['MAC', 'a4:83:e7:2b:9c:1f', 'a4:83:e7:2b:9c:1f', 'ether a4:83:e7:2b:9c:1f txqueuelen'],
  ['MAC with hyphens', 'A4-83-E7-2B-9C-1F', 'A4-83-E7-2B-9C-1F'],
  ['card', '4111 1111 1111 1111', 'card 4111 1111 1111 1111 declined'],
  ['card, plain', '5555555555554444', '5555555555554444', 'number=5555555555554444;'],
  ['card, Amex', '378282246310005', 'amex 378282246310005.'],
  ['IBAN', 'DE89370400440532013000', 'DE89370400440532013000', 'IBAN: DE89370400440532013000.'],
  ['IBAN with blanks', 'GB82 WEST 1234 5698 7654 32', 'to GB82 WEST 1234 5698 7654 32 please'],
  ['phone', '+49 170 1234567', 'call +49 170 1234567', 'tel:+49 170 1234567'],
  ['phone, US', '+1 (555) 123-4567', '+1 (555) 123-4567'],
  ['SSN', '123-45-6789', 'SSN: 123-45-6789', 'ssn=123-45-6789', 'social security number 123-45-6789'],
  ['home, Linux', 'alice', '/home/alice/project/x.ts', '"/home/alice"', 'open \'/home/alice/.config\'', 'at f (/home/alice/a/b.js:1:2)', 'file:///home/alice/x', '/var/home/alice/x', 'path=/home/alice', '/home/alice:/bin', '%2Fhome%2Falice%2Fx'],
  ['home, macOS', 'alice', '/Users/alice/Library/x', 'file:///Users/alice/x.js:3', '~/.claude/projects/-Users-alice-work/x', '/Users/alice'],
  ['home, Windows', 'Alice', 'C:\\Users\\Alice\\x', '"C:\\\\Users\\\\Alice\\\\x"', 'C:/Users/Alice/x', 'file:///C:/Users/Alice/x', '/c/Users/Alice/x', '/mnt/c/Users/Alice/x', 'C%3A%5CUsers%5CAlice%5Cx', 'c:\\users\\Alice'],
  ['home, with a blank', 'John Doe', 'C:\\Users\\John Doe\\AppData\\x'],
  ['home, WSL', 'alice', '\\\\wsl$\\Ubuntu\\home\\alice\\x', '\\\\wsl.localhost\\Debian\\home\\alice'],
  ['home by name', 'alice', '~alice/x', 'cd ~alice/project'],
];

export function makePersonal(): SecretText[] {
  return PERSONAL.flatMap(([kind, secret, ...texts]) => texts.map((text) => ({ kind, text, secret })));
}
