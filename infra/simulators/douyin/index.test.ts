import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Who } from '../core/model.ts';
import { PRESET } from '../preset.ts';
import { START_MS, startTrial, type Trial } from '../trial.ts';

const { enterprise, staff, retainCardId, phoneCardId } = PRESET.douyin;
const WHO: Who = { accountId: enterprise.id, customerId: 'customer-1' };
const STAFF: Who = { accountId: staff.id, customerId: 'customer-1' };

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial();
  await trial.control('douyin/customers', { id: 'customer-1', name: '小苗', phone: '13800138000' });
});
afterEach(() => trial.close());

type Ledger = {
  counters: Record<string, number>;
  refusals: { code: number; why: string; illegal: boolean }[];
  conversations: { ref: string; entries: { id: string }[]; messages: { id: string; from: string }[] }[];
};
const ledger = async (who = WHO): Promise<Ledger> =>
  (await trial.control(`douyin/ledger?${new URLSearchParams(who).toString()}`)).body as Ledger;
const events = () => trial.received.map(({ raw }) => JSON.parse(raw.toString()) as Record<string, unknown>);
const eventNames = () => events().map((event) => event.event);

const enter = async (who = WHO): Promise<string> =>
  ((await trial.control('douyin/enter', who)).body as { entryId: string }).entryId;
const say = async (text: string, who = WHO): Promise<string> =>
  ((await trial.control('douyin/say', { ...who, text })).body as { id: string }).id;

async function send(triggerId: string, content: object, extra: { scene?: string; who?: Who; to?: string } = {}) {
  const who = extra.who ?? WHO;
  const token = who.accountId === staff.id ? staff.accessToken : enterprise.accessToken;
  const ref = (await ledger(who)).conversations[0]?.ref ?? '';
  const { body } = await trial.call(
    'POST',
    `/douyin/im/send/msg/?open_id=${who.accountId}`,
    {
      to_user_id: extra.to ?? who.customerId,
      msg_id: triggerId,
      conversation_id: ref,
      ...(extra.scene === undefined ? {} : { scene: extra.scene }),
      content,
    },
    { 'access-token': token },
  );
  return body as { msg_id?: string; err_no?: number; data?: { error_code: number } };
}
const text = (words: string) => ({ msg_type: 1, text: { text: words } });
const codeOf = (answer: { err_no?: number; data?: { error_code: number } }) => answer.err_no ?? answer.data?.error_code;
const ENTRY = { scene: 'im_enter_direct_msg' };

describe('webhooks', () => {
  test('an entry is pushed signed, with its content as text and 19-digit ids intact', async () => {
    await trial.control('douyin/enter', { ...WHO, source: 'ad' });
    await vi.waitFor(() => expect(trial.received).toHaveLength(1), 20_000);
    const [push] = trial.received;
    const want = createHash('sha1')
      .update('local-douyin-secret-0123456789ab')
      .update(push?.raw ?? '')
      .digest('hex');
    expect(push?.headers['x-douyin-signature']).toBe(want);
    expect(push?.headers['msg-id']).toBeTruthy();
    const content = events()[0]?.content;
    expect(typeof content).toBe('string');
    expect(String(content)).toContain('7301234567890123456');
  });

  test('messages, echoes and recalls carry their roles', async () => {
    const said = await say('这款多少钱?');
    const sent = await send(said, text('您好'));
    await trial.control('douyin/merchant-say', { ...WHO, text: '我来回复您' });
    await trial.control('douyin/recall', { ...WHO, messageId: said });
    await vi.waitFor(() => expect(trial.received).toHaveLength(4), 20_000);
    expect(eventNames()).toEqual(['im_receive_msg', 'im_send_msg', 'im_send_msg', 'im_recall_msg']);
    const [, echo, typed, recalled] = events();
    expect(echo).toMatchObject({ content: { source: 'local-douyin-key', server_message_id: sent.msg_id } });
    expect(typed).toMatchObject({ content: { source: '' }, from_user_id: enterprise.id, to_user_id: 'customer-1' });
    expect(recalled?.content).toBe(JSON.stringify({ server_message_id: said }));
  });

  test('a push that is not acknowledged comes three times with the clock', async () => {
    trial.answerWith(500);
    await enter();
    for (const expected of [1, 2, 3]) {
      await vi.waitFor(() => expect(trial.received).toHaveLength(expected), 20_000);
      await vi.waitFor(async () => expect((await ledger()).counters.webhookRejected).toBe(expected), 20_000);
      trial.clock.advance(10_000);
    }
    expect((await ledger()).counters).toMatchObject({ webhookGivenUp: 1, webhookPending: 0 });
  });

  test('a revoked account pushes nothing but the revocation', async () => {
    await trial.control(`douyin/accounts/${enterprise.id}/revoke`, {});
    await say('还在吗');
    await vi.waitFor(() => expect(eventNames()).toEqual(['contract_unauthorize']), 20_000);
    expect(codeOf(await send('any', text('在')))).toBe(28001012);
  });
});

describe('rights to send, judged by the platform', () => {
  test('W1: three messages on an entry, the fourth is refused and counted', async () => {
    const entry = await enter();
    for (const words of ['一', '二', '三']) expect(codeOf(await send(entry, text(words), ENTRY))).toBe(0);
    expect(codeOf(await send(entry, text('四'), ENTRY))).toBe(28003070);
    expect((await ledger()).counters).toMatchObject({ accepted: 3, refusedIllegal: 1, 'refused.28003070': 1 });
  });

  test('W1: second 29 is inside, second 30 is outside', async () => {
    const entry = await enter();
    trial.clock.advance(29_999);
    expect(codeOf(await send(entry, text('还在'), ENTRY))).toBe(0);
    trial.clock.advance(1);
    expect(codeOf(await send(entry, text('晚了'), ENTRY))).toBe(28003081);
  });

  test('W1: an entry within the hour grants nothing', async () => {
    await enter();
    trial.clock.advance(3_599_999);
    expect(codeOf(await send(await enter(), text('再来'), ENTRY))).toBe(28003070);
  });

  test('W2: a reply within 24 h, and not a moment later', async () => {
    const said = await say('在吗');
    trial.clock.advance(86_399_999);
    expect(codeOf(await send(said, text('在的')))).toBe(0);
    trial.clock.advance(1);
    expect(codeOf(await send(said, text('还在')))).toBe(28003080);
  });

  test('an id that is no message of this customer does not fit', async () => {
    const said = await say('在吗');
    const sent = await send(said, text('在的'));
    expect(codeOf(await send(sent.msg_id ?? '', text('再说一句')))).toBe(28003082);
    expect(codeOf(await send(said, text('给别人'), { to: 'customer-2' }))).toBe(28003082);
    expect(codeOf(await send(said, text('场景不对'), ENTRY))).toBe(28003082);
  });

  test('W3a: the cap answers the allowance code when it is switched on', async () => {
    await trial.control('douyin/settings', { maxPerWindow: 1 });
    const said = await say('在吗');
    expect(codeOf(await send(said, text('一')))).toBe(0);
    expect(codeOf(await send(said, text('二')))).toBe(28003070);
  });
});

describe('W3: the customer’s consent', () => {
  const touch = async (words: string) => {
    const { body } = await trial.call(
      'POST',
      `/douyin/im/send/msg/?open_id=${WHO.accountId}`,
      { to_user_id: WHO.customerId, scene: 'im_authorize_message', content_list: [text(words)] },
      { 'access-token': enterprise.accessToken },
    );
    return codeOf(body as Parameters<typeof codeOf>[0]);
  };

  test('is pushed in seconds, and lets three messages a day leave within ten minutes', async () => {
    expect(await touch('早')).toBe(28003070);
    await trial.control('douyin/consent', WHO);
    await vi.waitFor(() => expect(eventNames()).toContain('im_authorize'), 20_000);
    const content = JSON.parse(String(events().find(({ event }) => event === 'im_authorize')?.content)) as object;
    const nowSeconds = Math.floor(trial.clock.now() / 1000);
    expect(content).toMatchObject({
      update_time: nowSeconds,
      expire_time: nowSeconds + 30 * 86_400,
      operation_type: 1,
      auth_status: 1,
    });
    expect([await touch('一'), await touch('二'), await touch('三')]).toEqual([0, 0, 0]);
    expect(await touch('四')).toBe(28003070);
    trial.clock.advance(86_400_000);
    expect(await touch('明天')).toBe(0);
    trial.clock.advance(600_000);
    expect(await touch('太晚')).toBe(28003070);
  });

  test('taken back, it grants nothing', async () => {
    await trial.control('douyin/consent', WHO);
    await trial.control('douyin/consent', { ...WHO, given: false });
    expect(await touch('早')).toBe(28003070);
  });
});

describe('what each kind of account may send', () => {
  test.each([
    ['a link', text('看这里 https://example.com'), 28001038],
    ['a bare domain', text('去 example.com 看'), 28001038],
    ['1001 characters', text('长'.repeat(1_001)), 28001038],
    ['a video', { msg_type: 3, video: { item_id: '@x' } }, 28001014],
    ['an unknown image', { msg_type: 2, image: { media_id: '@x' } }, 28001007],
  ])('%s is refused', async (_what, content, code) => {
    expect(codeOf(await send(await say('在吗'), content))).toBe(code);
  });

  test('1000 characters are accepted, counted as code points', async () => {
    expect(codeOf(await send(await say('在吗'), text('😀'.repeat(1_000))))).toBe(0);
  });

  test('C1: staff accounts send no cards, and images only with mutual follow', async () => {
    const said = await say('在吗', STAFF);
    const card = { msg_type: 8, retain_consult_card: { card_id: retainCardId } };
    expect(codeOf(await send(said, card, { who: STAFF }))).toBe(28001014);
    expect(codeOf(await send(said, { msg_type: 2, image: { media_id: '@x' } }, { who: STAFF }))).toBe(28001014);
    await trial.control('douyin/follow', { ...STAFF, follows: true, mutual: true });
    expect(codeOf(await send(said, { msg_type: 2, image: { media_id: '@x' } }, { who: STAFF }))).toBe(28001007);
  });

  test('an ordinary account, a barred one and an active policy have their own codes', async () => {
    const said = await say('在吗');
    await trial.control(`douyin/accounts/${enterprise.id}`, { kind: 'ordinary' });
    expect(codeOf(await send(said, text('在')))).toBe(28029003);
    await trial.control(`douyin/accounts/${enterprise.id}`, { kind: 'enterprise', banned: true });
    expect(codeOf(await send(said, text('在')))).toBe(28029004);
    await trial.control(`douyin/accounts/${enterprise.id}`, { banned: false, autoReplyPolicy: true });
    expect(codeOf(await send(said, text('在')))).toBe(28003095);
  });
});

describe('cards', () => {
  test('a filled-in retain card comes back as the lead and opens W2', async () => {
    const said = await say('怎么收费');
    const sent = await send(said, { msg_type: 8, retain_consult_card: { card_id: retainCardId } });
    const values = { name: '苗女士', phone: '13800138000', city: '杭州' };
    await trial.control('douyin/fill-card', { ...WHO, messageId: sent.msg_id, values });
    await vi.waitFor(() => expect(trial.received).toHaveLength(3), 20_000);
    expect(events()[2]).toMatchObject({
      event: 'im_receive_msg',
      content: {
        message_type: 'retain_consult_card',
        card_status: 2,
        card_data: [
          { label: '姓名', value: '苗女士' },
          { label: '手机号', value: '13800138000' },
          { label: '城市', value: '杭州' },
        ],
      },
    });
  });

  test('the phone-collect card gives the bound number, masked where the platform masks', async () => {
    await trial.control('douyin/settings', { maskPhones: true });
    const content = { msg_type: 25, lead_component: { component_type: 6, component_id: phoneCardId } };
    const sent = await send(await say('在吗'), content);
    await trial.control('douyin/fill-card', { ...WHO, messageId: sent.msg_id });
    await vi.waitFor(() => expect(trial.received).toHaveLength(3), 20_000);
    expect(events()[2]).toMatchObject({ content: { card_data: [{ label: '手机号', value: '138****8000' }] } });
  });

  test('cards are listed, saved and shown again', async () => {
    const headers = { 'access-token': enterprise.accessToken };
    const path = (name: string) => `/douyin/im/${name}/retain_consult_card/?open_id=${enterprise.id}`;
    await trial.call('POST', path('save'), { title: '新卡片', media_id: '@m', components: [1, 2] }, headers);
    const { body } = await trial.call('GET', path('get'), undefined, headers);
    const { cards } = body as { cards: { title: string; status: number }[] };
    expect(cards.map(({ title, status }) => [title, status])).toEqual([
      ['留下电话，设计师回电报价', 0],
      ['新卡片', 0],
    ]);
  });
});

describe('recall', () => {
  test("an own message is withdrawn once; a customer's is not ours to withdraw", async () => {
    const said = await say('在吗');
    const sent = await send(said, text('说错了'));
    const ref = (await ledger()).conversations[0]?.ref;
    const recall = (id: string | undefined) =>
      trial.call(
        'POST',
        `/douyin/im/recall/msg/?open_id=${enterprise.id}`,
        { conversation_id: ref, conversation_type: 1, msg_id: id },
        { 'access-token': enterprise.accessToken },
      );
    expect((await recall(sent.msg_id)).body).toMatchObject({ err_no: 0 });
    expect((await recall(said)).body).toMatchObject({ err_no: 28003082 });
    await vi.waitFor(() => expect(eventNames()).toContain('im_recall_msg'), 20_000);
  });
});

describe('faults of the send call', () => {
  const fault = (faults: object) => trial.control('faults', { platform: 'douyin', seed: 1, faults });

  test('F38: a reset after acceptance leaves the caller without an answer and the message accepted', async () => {
    const said = await say('在吗');
    await fault({ 'api.reset-after': { count: 1 } });
    await expect(send(said, text('在'))).rejects.toThrow();
    expect((await ledger()).counters.accepted).toBe(1);
  });

  test('F37: before acceptance nothing is accepted, after it something is', async () => {
    const said = await say('在吗');
    await fault({ 'api.error-before': { count: 1, status: 502 } });
    await send(said, text('一'));
    expect((await ledger()).counters.accepted).toBe(0);
    await fault({ 'api.error-after': { count: 1 } });
    await send(said, text('一'));
    expect((await ledger()).counters.accepted).toBe(1);
  });

  test('F36 and F40: throttled and expired answers accept nothing and are no illegal sends', async () => {
    const said = await say('在吗');
    await fault({ 'api.token-expired': { count: 1 } });
    expect(codeOf(await send(said, text('一')))).toBe(28001008);
    await fault({ 'api.too-many': { count: 1, retryAfterSeconds: 2 } });
    expect(codeOf(await send(said, text('一')))).toBe(28003018);
    expect((await ledger()).counters).toMatchObject({ accepted: 0, refusedIllegal: 0 });
  });

  test('F5 and F6: the echo comes before the answer, or never', async () => {
    const said = await say('在吗');
    await vi.waitFor(() => expect(trial.received).toHaveLength(1), 20_000);
    await fault({ 'echo.before-answer': { count: 1 } });
    await send(said, text('一'));
    expect(eventNames()).toEqual(['im_receive_msg', 'im_send_msg']);
    await fault({ 'echo.never': { count: 1 } });
    await send(said, text('二'));
    await send(said, text('三'));
    await vi.waitFor(() => expect(trial.received).toHaveLength(3), 20_000);
    expect(events()[2]).toMatchObject({ content: { text: '三' } });
  });
});

describe('tokens', () => {
  const form = (fields: Record<string, string>) => new URLSearchParams({ client_key: 'local-douyin-key', ...fields });
  const oauth = async (path: string, fields: Record<string, string>) =>
    (await trial.call('POST', `/douyin/oauth/${path}/`, form(fields))).body as { data: Record<string, unknown> };

  async function authorise(accountId: string, decision = 'agree'): Promise<URL> {
    const query = {
      response_type: 'code',
      scope: 'user_info,im.direct_message',
      redirect_uri: 'http://127.0.0.1:9/cb',
    };
    const fields = form({ ...query, state: 's1', account: accountId, decision });
    const { body } = await trial.call('POST', '/douyin/platform/oauth/decide/', fields);
    return new URL(String(body));
  }
  const exchange = (code: string) =>
    oauth('access_token', {
      client_secret: 'local-douyin-secret-0123456789ab',
      code,
      grant_type: 'authorization_code',
    });

  test('consent, code, tokens; private-message scopes are granted without being listed', async () => {
    const back = await authorise('c1d7e9a2-6f40-4d3b-9b58-77d0f3aa1203');
    expect(back.searchParams.get('state')).toBe('s1');
    const { data } = await exchange(back.searchParams.get('code') ?? '');
    expect(data).toMatchObject({
      error_code: 0,
      open_id: 'c1d7e9a2-6f40-4d3b-9b58-77d0f3aa1203',
      expires_in: 1_296_000,
      refresh_expires_in: 2_592_000,
      scope: 'user_info',
    });
    await vi.waitFor(() => expect(eventNames()).toEqual(['authorize', 'contract_authorize']), 20_000);
  });

  test('a refusal comes back without a code', async () => {
    const back = await authorise(enterprise.id, 'refuse');
    expect([back.searchParams.get('code'), back.searchParams.get('state')]).toEqual([null, 's1']);
  });

  test('a code serves once and for ten minutes', async () => {
    const code = (await authorise(enterprise.id)).searchParams.get('code') ?? '';
    await exchange(code);
    expect((await exchange(code)).data.error_code).toBe(10007);
    const late = (await authorise(enterprise.id)).searchParams.get('code') ?? '';
    trial.clock.advance(600_000);
    expect((await exchange(late)).data.error_code).toBe(10007);
  });

  test('A2: an expired access token is refused until it is refreshed', async () => {
    const said = await say('在吗');
    await trial.control(`douyin/accounts/${enterprise.id}/expire-token`, {});
    expect(codeOf(await send(said, text('在')))).toBe(28001008);
    const { data } = await oauth('refresh_token', {
      grant_type: 'refresh_token',
      refresh_token: enterprise.refreshToken,
    });
    expect(data.access_token).not.toBe(enterprise.accessToken);
    expect(data.refresh_token).toBe(enterprise.refreshToken);
  });

  test('the refresh token is renewed five times and no more, and the old one dies at once', async () => {
    let token: string = enterprise.refreshToken;
    for (let i = 0; i < 5; i++) {
      const { data } = await oauth('renew_refresh_token', { refresh_token: token });
      expect(data).toMatchObject({ error_code: 0, expires_in: 2_592_000 });
      token = String(data.refresh_token);
    }
    expect((await oauth('renew_refresh_token', { refresh_token: token })).data.error_code).toBe(10020);
    expect((await oauth('renew_refresh_token', { refresh_token: enterprise.refreshToken })).data.error_code).toBe(
      10010,
    );
  });

  test('a token of another account does not serve', async () => {
    const { body } = await trial.call(
      'POST',
      `/douyin/im/send/msg/?open_id=${enterprise.id}`,
      {},
      {
        'access-token': staff.accessToken,
      },
    );
    expect(body).toMatchObject({ data: { error_code: 28001015 } });
  });
});

test('an uploaded image is sent and shown to the customer', async () => {
  const credentials = { client_key: 'local-douyin-key', client_secret: 'local-douyin-secret-0123456789ab' };
  const issued = await trial.call('POST', '/douyin/oauth/client_token/', {
    ...credentials,
    grant_type: 'client_credential',
  });
  const token = (issued.body as { data: { access_token: string } }).data.access_token;
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452000001070000007808060000', 'hex');
  const data = new FormData();
  data.set('image', new Blob([png]), 'a.png');
  const answer = await fetch(`${trial.origin}/douyin/tool/imagex/client_upload/`, {
    method: 'POST',
    headers: { 'access-token': token },
    body: data,
  });
  const uploaded = (await answer.json()) as { image_id: string; width: number; height: number };
  expect([uploaded.width, uploaded.height]).toEqual([263, 120]);
  expect(codeOf(await send(await say('有图吗'), { msg_type: 2, image: { media_id: uploaded.image_id } }))).toBe(0);
  const view = (await trial.control(`douyin/conversation?${new URLSearchParams(WHO).toString()}`)).body as {
    messages: { body: { url?: string } }[];
  };
  const shown = await fetch(trial.origin + (view.messages.at(-1)?.body.url ?? ''));
  expect(shown.headers.get('content-type')).toBe('image/png');
});

test('what the platform knows survives a restart', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'simulator-'));
  await trial.close();
  trial = await startTrial({ stateDir });
  await trial.control('douyin/customers', { id: 'customer-1', name: '小苗' });
  const entry = await enter();
  for (const words of ['一', '二', '三']) await send(entry, text(words), ENTRY);
  await trial.close();
  trial = await startTrial({ stateDir });
  expect(codeOf(await send(entry, text('四'), ENTRY))).toBe(28003070);
  const { counters, conversations } = await ledger();
  expect(counters).toMatchObject({ entries: 1, accepted: 3 });
  expect(conversations[0]?.messages).toHaveLength(3);
  await trial.close();
  rmSync(stateDir, { recursive: true, maxRetries: 20, retryDelay: 50 });
  trial = await startTrial();
});

test('the trial starts when it says', () => {
  expect(new Date(START_MS).toISOString()).toBe('2026-03-02T02:00:00.000Z');
});
