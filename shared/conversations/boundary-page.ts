import type { Happened, Question, Row, Setting } from './boundary-reading.ts';
import type { RefusalCode } from './model-rules.ts';

/** The table of boundary-cases.ts in sentences, with times of the clock: BOUNDARIES.md, which a test keeps true. */

const HAPPENED: Readonly<Record<string, string>> = {
  enter: 'the customer opens the page',
  'enter+follow': 'the customer, who follows the account, opens the page',
  speak: 'the customer writes',
  phone: 'the account writes from the phone app',
  overuse: 'the platform says “used up”',
  consent: 'the customer agrees to 30 days of messages',
  withdraw: 'the customer takes that back',
  comment: 'the customer leaves an intent comment',
  proof: 'an echo proves the send that had no answer',
};

const REASONS: Readonly<Record<RefusalCode | 'recall.too-late', string>> = {
  'capability.not-sendable': 'this account never sends that',
  'capability.needs-mutual-follow': 'only where customer and account follow each other',
  'account.spend-gate': 'the account spent too little on ads in 30 days',
  'window.closed': 'no window is open',
  'window.closed-by-platform': 'closed by the platform until the customer acts again',
  'window.quota-used': 'the right is used up',
  'window.text-first': 'a text comes first',
  'window.text-unproven': 'nobody knows yet whether the first text came; only another text may follow',
  'window.text-only': 'a comment is answered with a text',
  'window.needs-weight': 'the second message needs an account of high weight',
  'recall.too-late': 'too late',
};

const isReason = (code: string): code is keyof typeof REASONS => code in REASONS;

/** `at 10:00:28.9`, `the next day at 00:00:00`, `on day 3 at 10:00:00`. */
function clock({ startMs }: Setting, afterMs: number): string {
  const ms = startMs + 8 * 3_600_000;
  const day = Math.floor((ms + afterMs) / 86_400_000) - Math.floor(ms / 86_400_000);
  const rest = (ms + afterMs) % 86_400_000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const part = rest % 1_000 === 0 ? '' : String((rest % 1_000) / 1_000).slice(1);
  const time = `${two(rest / 3_600_000)}:${two((rest / 60_000) % 60)}:${two((rest / 1_000) % 60)}${part}`;
  if (day === 0) return `at ${time}`;
  return day === 1 ? `the next day at ${time}` : `on day ${day + 1} at ${time}`;
}

const named = (type: string): string => `${/^[aei]/.test(type) ? 'an' : 'a'} ${type.replaceAll('-', ' ')}`;

function deed(what: string): string {
  const [type = '', quote] = what.replace('?', '').split('+');
  const sent = `we send ${named(type)}${quote === 'quote' ? ' that quotes it' : ''}`;
  return HAPPENED[what] ?? (what.endsWith('?') ? `${sent} and get no answer` : sent);
}

/** What happened, each deed once with all of its times in a row. */
function story(setting: Setting, past: readonly Happened[]): string {
  const deeds: { readonly what: string; readonly times: string[] }[] = [];
  for (const { what, afterMs } of past) {
    const last = deeds.at(-1);
    if (last?.what === what) last.times.push(clock(setting, afterMs));
    else deeds.push({ what, times: [clock(setting, afterMs)] });
  }
  return deeds.map(({ what, times }) => `${deed(what)} ${times.join(', ')}`).join('; ');
}

function asking(setting: Setting, { asks, quotes, afterMs }: Question): string {
  const at = clock(setting, afterMs);
  if (asks === 'welcome') return `The welcome message, ${at}`;
  if (asks === 'recall') return `Taking it back, ${at}`;
  return `${named(asks).replace(/^a/, 'A')}${quotes ? ' that quotes it' : ''}, ${at}`;
}

function answering(setting: Setting, answer: string): string {
  const [head = '', more] = answer.split(', ');
  const [yes, rule, code] = head.split(' ');
  if (yes === 'yes') return `**Yes**${more === undefined ? '' : `, ${more}`}${rule === undefined ? '' : ` (${rule})`}`;
  if (rule === undefined) return 'No';
  const reason = code ?? rule;
  const next = more === undefined ? '' : `; next chance ${clock(setting, Number(/\d+/.exec(more)?.[0]) * 3_600_000)}`;
  return `No: ${isReason(reason) ? REASONS[reason] : reason}${code === undefined ? '' : ` (${rule})`}${next}`;
}

const capital = (text: string): string => text.replace(/^./, (first) => first.toUpperCase());

function sectionLine({ section, settings }: Row): string {
  const [setting] = settings;
  const platform = setting?.pack.platform === 'douyin' ? 'Douyin' : 'Xiaohongshu';
  const kinds = settings.map(({ standing }) => standing.kind).join(' and ');
  const spend = /spend (\d+)/.exec(section)?.[1];
  const standing = [
    ...(section.includes('high weight') ? ['of high weight'] : []),
    ...(section.includes('mutual follow') ? ['customer and account follow each other'] : []),
    ...(spend === undefined ? [] : [`¥${spend} of ad spend in 30 days`]),
  ];
  return [`${platform}, ${kinds} account`, ...standing].join('; ');
}

function rowLine({ settings: [setting], past, question, answer }: Row): string {
  if (!setting) return '';
  const before = story(setting, past);
  const cells = [before === '' ? 'Nothing' : capital(before), asking(setting, question), answering(setting, answer)];
  return `| ${cells.join(' | ')} |`;
}

/** The whole page. */
export function pageOf(rows: readonly Row[]): string {
  const cases = rows.reduce((sum, { settings }) => sum + settings.length, 0);
  const lines = [
    '# The send windows at their edges',
    '',
    `${cases} cases in ${rows.length} lines: a line holds for every kind of account that its section names. Times are Shanghai's, from a`,
    'Monday morning on. Accounts are of low weight with ¥5,000 of ad spend, and nobody follows anybody, unless the section says so.',
    '',
    'Made from `boundary-cases.ts` by its test, which also holds the engine to every case; after a change of the table',
    '`npx vitest run --project unit boundary-cases -u` writes it anew.',
  ];
  let [rule, section] = ['', ''];
  for (const row of rows) {
    if (row.rule !== rule) lines.push('', `## ${row.rule}`);
    if (row.rule !== rule || row.section !== section)
      lines.push('', `${sectionLine(row)}:`, '', '| what happened | may this go? | answer |', '|---|---|---|');
    ({ rule, section } = row);
    lines.push(rowLine(row));
  }
  return `${lines.join('\n')}\n`;
}
