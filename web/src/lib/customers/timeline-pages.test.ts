import { expect, test, vi } from 'vitest';
import { Api } from '../api/api.ts';
import type { TimelineItemView } from '../contracts.ts';

// Runes are the compiler's; outside a component a field is a field.
vi.stubGlobal(
  '$state',
  Object.assign((value: unknown) => value, { raw: (value: unknown) => value }),
);
const { TimelinePages } = await import('./timeline-pages.svelte.ts');

interface Page {
  readonly items: readonly TimelineItemView[];
  readonly nextCursor?: string;
}
/** Notes at these instants, newest first. */
const notes = (...atMs: number[]): TimelineItemView[] => atMs.map((at) => ({ key: `${at}`, atMs: at, kind: 'note' }));
const talk = (key: string, atMs: number, customer: number): TimelineItemView => ({
  key,
  atMs,
  kind: 'messages',
  messages: { customer, us: 0, automatic: 0, fromMs: atMs - 5 },
});

/** A server whose pages stand by cursor; '' = the newest. */
function bench(pages: Record<string, Page | 'refused'>) {
  const asked: string[] = [];
  const fetching = (input: RequestInfo | URL) => {
    const cursor = new URL(String(input), 'http://console').searchParams.get('cursor') ?? '';
    asked.push(cursor);
    const page = pages[cursor];
    const refused = page === undefined || page === 'refused';
    const body = refused ? { error: { code: 'auth.refused', message: '' } } : page;
    return Promise.resolve(new Response(JSON.stringify(body), { status: refused ? 403 : 200 }));
  };
  const api = new Api({ fetch: fetching, token: () => Promise.resolve('token') });
  const timeline = new TimelinePages(api, 'c1');
  const keys = () => timeline.items?.map(({ key }) => key).join(' ');
  return { asked, keys, pages, timeline };
}

test('K1: what is new is put above, and the older pages somebody asked for stay', async () => {
  const { asked, keys, pages, timeline } = bench({
    '': { items: notes(9, 8, 7), nextCursor: '7' },
    '7': { items: notes(6, 5), nextCursor: '5' },
  });
  await timeline.refresh();
  await timeline.older();
  expect(keys()).toBe('9 8 7 6 5');
  pages[''] = { items: notes(11, 10, 9), nextCursor: '9' };
  await timeline.refresh();
  expect(keys()).toBe('11 10 9 8 7 6 5');
  expect([asked.join(' '), timeline.end.hasMore]).toEqual([' 7 ', true]);
});

test('K1: messages told as one line are counted once where the newest page is cut off among them', async () => {
  const { keys, pages, timeline } = bench({
    '': { items: [...notes(90), talk('80', 80, 6)], nextCursor: '75' },
    '75': { items: notes(70) },
  });
  await timeline.refresh();
  await timeline.older();
  // A note more: the page holds one message fewer of the same line.
  pages[''] = { items: [...notes(95, 90), talk('80', 80, 5)], nextCursor: '76' };
  await timeline.refresh();
  expect(keys()).toBe('95 90 80 70');
  expect(timeline.items?.find(({ key }) => key === '80')?.messages?.customer).toBe(6);
});

test('K1: where the newest page does not meet what is known, as many pages are fetched anew', async () => {
  const { asked, keys, pages, timeline } = bench({
    '': { items: notes(9, 8), nextCursor: '8' },
    '8': { items: notes(7, 6), nextCursor: '6' },
  });
  await timeline.refresh();
  await timeline.older();
  pages[''] = { items: notes(30, 29), nextCursor: '29' };
  pages['29'] = { items: notes(28, 9), nextCursor: '9' };
  await timeline.refresh();
  expect([keys(), asked.join(' ')]).toEqual(['30 29 28 9', ' 8  29']);
});

test('K1: a refused refresh leaves what was there; what is told while one is on its way calls for one more alone', async () => {
  const { asked, keys, pages, timeline } = bench({ '': { items: notes(9, 8) } });
  await timeline.refresh();
  pages[''] = 'refused';
  await timeline.refresh();
  expect(keys()).toBe('9 8');
  expect(timeline.failure).toMatchObject({ code: 'auth.refused' });
  pages[''] = { items: notes(10, 9, 8) };
  await Promise.all([timeline.refresh(), timeline.refresh(), timeline.refresh()]);
  expect([keys(), timeline.failure]).toEqual(['10 9 8', undefined]);
  expect(asked).toHaveLength(4);
});
