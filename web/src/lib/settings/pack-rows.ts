import type { CardType, RulePackView } from '../contracts.ts';
import { m } from '../paraglide/messages.js';
import { getLocale } from '../paraglide/runtime.js';
import { figure } from '../words/time.ts';
import { cardName, kindName } from '../words/words.ts';

/** A rule pack for people who read no JSON (W12): a line for each window, and what holds beside them. */

export interface PackRow {
  readonly rule: string;
  readonly window: string;
  readonly opened: string;
  readonly length: string;
  readonly count: string;
  readonly resets: string;
  readonly notes: readonly string[];
  /** Why a figure is believed that the platform does not state. */
  readonly assumed: string | undefined;
}

type Window = RulePackView['windows'][number];
type Told = Pick<PackRow, 'window' | 'opened' | 'length' | 'count' | 'resets'> & { readonly notes?: readonly string[] };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A duration in the largest unit that tells it exactly. Milliseconds. */
export function durationWords(ms: number): string {
  if (ms % HOUR_MS === 0) return m.duration_hours({ count: ms / HOUR_MS });
  if (ms % MINUTE_MS === 0) return m.duration_minutes({ count: ms / MINUTE_MS });
  return m.duration_seconds({ count: ms / SECOND_MS });
}

const countWords = (max: number | null): string =>
  max === null ? m.pack_count_any() : m.pack_count_of({ count: max });
const assumedIn = (holder: { assumed?: Window['assumed'] }): string | undefined =>
  holder.assumed?.[getLocale() === 'en' ? 'en' : 'zh-CN'];

export const packRows = (pack: RulePackView): readonly PackRow[] =>
  pack.windows.map((window) => {
    const { notes = [], ...told } = toldOf(window, pack);
    const [kind] = window.kinds;
    const only = window.kinds.length === 1 && kind ? [m.pack_only_kind({ kind: kindName(kind) })] : [];
    return { ...told, rule: window.rule, notes: [...only, ...notes], assumed: assumedIn(window) };
  });

function toldOf(window: Window, pack: RulePackView): Told {
  switch (window.grant) {
    case 'reply':
      return {
        window: m.pack_window_reply(),
        opened: m.pack_opened_reply(),
        length: window.lengthMs === null ? m.pack_for_good() : durationWords(window.lengthMs),
        count: countWords(window.max),
        resets: m.pack_resets_reply(),
      };
    case 'entry':
      return {
        window: m.pack_window_entry(),
        opened: m.pack_opened_entry(),
        length: durationWords(window.lengthMs),
        count: countWords(window.max),
        resets: m.pack_resets_entry({ perDay: window.perDay, spacing: durationWords(window.spacingMs) }),
      };
    case 'first-contact':
      return firstContact(window);
    case 'proactive':
      return {
        window: m.pack_window_proactive(),
        opened: m.pack_opened_proactive(),
        length: m.pack_touch_length({ touch: durationWords(window.touchMs) }),
        count: countWords(window.max),
        resets: m.pack_resets_proactive(),
      };
    case 'comment':
      return {
        window: m.pack_window_comment(),
        opened: m.pack_opened_comment(),
        length: durationWords(window.lengthMs),
        count: m.pack_count_comment(),
        resets: m.pack_resets_comment(),
        notes: spendNote(pack.intentCommentsMinAdSpend30dYuan),
      };
  }
}

function firstContact({
  edgeMs,
  beforeEdge,
  afterEdge,
  followersRule,
}: Extract<Window, { grant: 'first-contact' }>): Told {
  const edge = durationWords(edgeMs);
  return {
    window: m.pack_window_first(),
    opened: m.pack_opened_first(),
    length: m.pack_first_length({ edge }),
    count: m.pack_count_first({ edge, before: beforeEdge.length, after: afterEdge.length }),
    resets: m.pack_resets_never(),
    notes: [
      ...(beforeEdge[1]?.needsHighWeight ? [m.pack_note_weight()] : []),
      ...(followersRule === null ? [] : [m.pack_note_followers({ rule: followersRule })]),
    ],
  };
}

const yuanOf = (value: number): string => figure(value, getLocale());
const spendNote = (yuan: number): readonly string[] => (yuan > 0 ? [m.pack_note_spend({ yuan: yuanOf(yuan) })] : []);

const CARDS: readonly CardType[] = [
  'phone-collect-card',
  'name-card',
  'landing-page',
  'note',
  'lead-card',
  'trade-card',
];

/** What holds beside the windows. */
export function packNotes(pack: RulePackView): readonly { readonly text: string; readonly assumed?: string }[] {
  const { staff } = pack.minAdSpend30dYuan;
  const pace = assumedIn(pack.pace);
  return [
    { text: m.pack_margin({ margin: durationWords(pack.marginMs) }) },
    {
      text:
        pack.recallWithinMs === null
          ? m.pack_recall_any()
          : m.pack_recall({ within: durationWords(pack.recallWithinMs) }),
    },
    { text: m.pack_text_max({ count: yuanOf(pack.textMaxChars) }) },
    ...(staff > 0 ? [{ text: m.pack_staff_spend({ yuan: yuanOf(staff) }) }] : []),
    {
      text: m.pack_pace({
        account: pack.pace.account.startPerSecond,
        application: pack.pace.application.startPerSecond,
      }),
      ...(pace === undefined ? {} : { assumed: pace }),
    },
    ...CARDS.flatMap((card) => {
      const why = assumedIn(pack.capabilities.enterprise[card]) ?? assumedIn(pack.capabilities.staff[card]);
      return why === undefined ? [] : [{ text: cardName(card), assumed: why }];
    }),
  ];
}
