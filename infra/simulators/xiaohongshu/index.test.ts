import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Who } from '../core/model.ts';
import { PRESET } from '../preset.ts';
import { startTrial, type Trial } from '../trial.ts';
import { createSealer } from './cipher.ts';

const { enterprise, staff, leadCardId, nameCardId } = PRESET.xiaohongshu;
const WHO: Who = { accountId: enterprise.id, customerId: '64e7c3f2000000001c01d9ab' };
const STAFF: Who = { accountId: staff.id, customerId: WHO.customerId };
const DAY = 86_400_000;
const sealer = createSealer('8f3a1c5e7b9d0246a1b2c3d4e5f60718');

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial();
  await trial.control('xiaohongshu/customers', {
    id: WHO.customerId,
    name: '小鹿',
    phone: '13800000000',
    city: '杭州',
  });
});
afterEach(() => trial.close());

const counters = async () =>
  ((await trial.control('xiaohongshu/ledger')).body as { counters: Record<string, number> }).counters;
type Push = { path: string; outer: Record<string, unknown>; inner: unknown };
const pushes = (): Push[] =>
  trial.received.map(({ path, raw }) => {
    const outer = JSON.parse(raw.toString()) as Record<string, unknown>;
    return { path: path.replace('/webhooks/xiaohongshu', ''), outer, inner: sealer.open(String(outer.content)) };
  });
const enter = (who = WHO) => trial.control('xiaohongshu/enter', who);
const say = (text: string, who = WHO) => trial.control('xiaohongshu/say', { ...who, text });

type Answer = { code: number; success: boolean; msg: string; data: Record<string, unknown> | null };
let requests = 0;
async function send(
  type: string,
  content: object,
  extra: { who?: Who; requestId?: string; token?: string; code?: string } = {},
) {
  const who = extra.who ?? WHO;
  const { body } = await trial.call(
    'POST',
    '/xiaohongshu/api/open/im/third/send',
    {
      user_id: enterprise.id,
      request_id: extra.requestId ?? `request-${requests++}`,
      message_type: type,
      from_user_id: who.accountId,
      to_user_id: who.customerId,
      third_account_id: extra.code ?? enterprise.accountCode,
      timestamp: 1,
      content: sealer.seal(content),
    },
    { 'access-token': extra.token ?? enterprise.accessToken },
  );
  return body as Answer;
}
const refresh = async (token: string) => {
  const app = { app_id: 1187, secret: 'local-xiaohongshu-secret' };
  const { body } = await trial.call('POST', '/xiaohongshu/api/open/oauth2/refresh_token', {
    ...app,
    refresh_token: token,
  });
  return body as Answer;
};
const text = (words: string, extra = {}) => send('TEXT', { text: words }, extra);

describe('pushes', () => {
  test('the entry is told once per customer and account, sealed, with the follow flags', async () => {
    await trial.control('xiaohongshu/follow', { ...WHO, follows: true, mutual: false });
    await enter();
    await enter();
    await enter(STAFF);
    await vi.waitFor(() => expect(trial.received).toHaveLength(2), 20_000);
    const [first, second] = pushes();
    expect(first?.path).toBe('/api/open/im/send');
    expect(first?.outer).toMatchObject({ message_type: 'HINT', message_source: 1, to_user_id: enterprise.id });
    expect(first?.inner).toEqual({ hint_type: 'ENTER_CONVERSATION', is_follow: true, is_mutual_follow: false });
    expect(second?.outer).toMatchObject({ to_user_id: staff.id });
  });

  test('messages, echoes and recalls', async () => {
    await say('你好，想了解一下价格');
    const sent = await text('您好');
    await trial.control('xiaohongshu/merchant-say', { ...WHO, text: '这条由人工发出' });
    await vi.waitFor(() => expect(trial.received).toHaveLength(3), 20_000);
    const all = pushes();
    expect(all[0]).toMatchObject({ outer: { message_source: 1 }, inner: { text: '你好，想了解一下价格' } });
    expect(all[1]).toMatchObject({ outer: { message_source: 2, message_id: sent.data?.message_id } });
    expect(all[2]).toMatchObject({ outer: { message_source: 2, from_user_id: enterprise.id } });
  });
});

describe('rights to send, judged by the platform', () => {
  test('W4: nothing before the page was opened', async () => {
    expect(await text('您好')).toMatchObject({ success: false, msg: expect.stringContaining('未回复') });
    expect(await counters()).toMatchObject({ accepted: 0, refusedIllegal: 1 });
  });

  test('W4: with a high weight one text and one more; 24 h later one of any type', async () => {
    const card = { card_type: 'LEAD_CARD', material_id: leadCardId };
    await enter();
    expect((await send('CARD', card)).success).toBe(false);
    expect((await text('您好')).success).toBe(true);
    expect((await send('CARD', card)).success).toBe(true);
    expect((await text('还在吗')).success).toBe(false);
    // The access token lives a second less than the window: a fresh one is fetched in time.
    trial.clock.advance(DAY - 10_000);
    const fresh = await refresh(enterprise.refreshToken);
    const token = String(fresh.data?.access_token);
    trial.clock.advance(9_999);
    expect(await text('还在吗', { token })).toMatchObject({ msg: expect.stringContaining('未回复') });
    trial.clock.advance(1);
    expect((await send('CARD', card, { token })).success).toBe(true);
    expect((await text('还在吗', { token })).success).toBe(false);
  });

  test('W4: without a high weight the second message is refused', async () => {
    await enter(STAFF);
    expect((await text('您好', { who: STAFF })).success).toBe(true);
    expect((await text('在吗', { who: STAFF })).success).toBe(false);
  });

  test('W5: a follower may be written to without limit', async () => {
    await trial.control('xiaohongshu/follow', { ...STAFF, follows: true });
    await enter(STAFF);
    for (const words of ['一', '二', '三', '四']) expect((await text(words, { who: STAFF })).success).toBe(true);
  });

  test('W6: once the customer spoke there is no limit', async () => {
    await say('在吗');
    for (const words of ['一', '二', '三', '四']) expect((await text(words)).success).toBe(true);
  });

  test('W7: one reply that quotes an intent comment', async () => {
    const made = await trial.control('xiaohongshu/intent-comment', { ...WHO, text: '这个多少钱呀' });
    const { commentId } = made.body as { commentId: string };
    const quote = { quote: { type: 'COMMENT', comment_id: commentId, note_id: 'n' } };
    expect((await send('TEXT', { text: '看到您问价格', ...quote })).success).toBe(true);
    expect((await send('TEXT', { text: '再说一句', ...quote })).success).toBe(false);
    await vi.waitFor(() => expect(pushes()[0]?.path).toBe('/api/open/im/intent/comment'), 20_000);
  });
});

describe('what is refused, by words a tool can recognise', () => {
  test.each([
    ['a link', 'TEXT', { text: '看 https://example.com' }, '违规'],
    ['a phone number', 'TEXT', { text: '打我电话13800000000' }, '引流'],
    ['1001 units', 'TEXT', { text: '长'.repeat(1_001) }, '违规'],
    ['a gif', 'SMILES', { image_url: 'https://example.com/a.gif' }, '类型'],
    ['a web page', 'CARD', { card_type: 'WEB', link: 'https://example.com' }, '类型'],
    ['a card of another account', 'CARD', { card_type: 'LEAD_CARD', material_id: '70045' }, '物料'],
  ])('%s', async (_what, type, content, words) => {
    await say('在吗');
    expect(await send(type, content)).toMatchObject({ success: false, msg: expect.stringContaining(words) });
  });

  test('a wrong token, a wrong binding, a request id used twice', async () => {
    await say('在吗');
    expect(await text('一', { token: 'nobody' })).toMatchObject({ code: 410019 });
    expect(await text('一', { code: 'someone-else' })).toMatchObject({ msg: expect.stringContaining('未绑定') });
    await text('一', { requestId: 'same' });
    expect(await text('一', { requestId: 'same' })).toMatchObject({ msg: expect.stringContaining('重复') });
    expect(await counters()).toMatchObject({ accepted: 1, duplicates: 0 });
  });
});

describe('leads', () => {
  test('a filled-in card tells that it happened; the values follow as a record a moment later', async () => {
    await say('在吗');
    const sent = await send('CARD', { card_type: 'LEAD_CARD', material_id: leadCardId });
    const values = { name: '鹿女士', phone: '13800000000' };
    await trial.control('xiaohongshu/fill-card', { ...WHO, messageId: sent.data?.message_id, values });
    await vi.waitFor(() => expect(trial.received).toHaveLength(4), 20_000);
    expect(pushes()[2]?.inner).toMatchObject({ hint_type: 'LEAD_CARD_SUBMITTED', card_id: leadCardId });
    expect(JSON.stringify(pushes())).not.toContain('13800000000');
    trial.clock.advance(2_000);
    await vi.waitFor(() => expect(trial.received).toHaveLength(5), 20_000);
    expect(pushes()[4]).toMatchObject({
      path: '/api/open/im/third/data',
      inner: { type: 0, phone_num: '13800000000', nick_name: '小鹿', msg_receive_id: enterprise.id, open_talk: '是' },
    });
  });

  test("the merchant's own webhook gets the record signed, and again every 30 s, three times", async () => {
    await trial.close();
    trial = await startTrial();
    await trial.control('xiaohongshu/customers', { id: WHO.customerId, name: '小鹿' });
    const url = `http://127.0.0.1:${trial.receiverPort}/leads`;
    await trial.control('xiaohongshu/settings', { leadWebhookUrl: url, autoCapture: true, leadDelayMs: 0 });
    trial.answerWith(500);
    await say('我的电话 13800000000');
    const mine = () => trial.received.filter(({ path }) => path === '/leads');
    for (const expected of [1, 2, 3, 4]) {
      await vi.waitFor(() => expect(mine()).toHaveLength(expected), 20_000);
      await vi.waitFor(async () => expect((await counters()).webhookRejected).toBeGreaterThanOrEqual(expected), 20_000);
      trial.clock.advance(30_000);
    }
    const [first] = mine();
    const want = createHmac('sha1', 'local-lead-token')
      .update(first?.raw ?? '')
      .digest('hex');
    expect(first?.headers['x-red-signature']).toBe(`sha1=${want}`);
    trial.clock.advance(300_000);
    expect(mine()).toHaveLength(4);
  });

  test('a copied name card is told', async () => {
    await say('在吗');
    const sent = await send('CARD', { card_type: 'SOCIAL_CARD', material_id: nameCardId });
    await trial.control('xiaohongshu/copy-card', { ...WHO, messageId: sent.data?.message_id });
    await vi.waitFor(
      () => expect(pushes().at(-1)?.inner).toMatchObject({ hint_type: 'CARD_COPIED', card_id: nameCardId }),
      20_000,
    );
  });
});

describe('recall', () => {
  test.each([
    [120_000, true],
    [120_001, false],
  ])('%i ms after the send', async (afterMs, success) => {
    await say('在吗');
    const sent = await text('说错了');
    trial.clock.advance(afterMs);
    const { body } = await trial.call(
      'POST',
      '/xiaohongshu/api/open/im/third/recall',
      {
        user_id: enterprise.id,
        from_user_id: enterprise.id,
        to_user_id: WHO.customerId,
        message_id: sent.data?.message_id,
      },
      { 'access-token': enterprise.accessToken },
    );
    expect(body).toMatchObject({ success });
  });
});

describe('the two authorisations', () => {
  const other = '5c90d1e2000000000100b3f4';
  const decide = async (scopes: string[]) => {
    const form = new URLSearchParams({
      appId: '1187',
      redirectUri: 'http://127.0.0.1:9/cb',
      state: 's',
      range: 'staff',
      account: other,
      decision: 'agree',
    });
    for (const scope of scopes) form.append('scope', scope);
    const { body } = await trial.call('POST', '/xiaohongshu/auth/decide', form);
    return new URL(String(body));
  };
  const exchange = async (code: string) =>
    (
      await trial.call('POST', '/xiaohongshu/api/open/oauth2/access_token', {
        app_id: 1187,
        secret: 'local-xiaohongshu-secret',
        auth_code: code,
      })
    ).body as Answer;

  test('consent gives tokens, binding gives messages, staff are bound one by one', async () => {
    const back = await decide(['three_im_service', 'im_leads_data']);
    const tokens = await exchange(back.searchParams.get('auth_code') ?? '');
    expect(tokens.data).toMatchObject({ user_id: other, platform_type: 3, access_token_expires_in: 86_399 });
    await say('有人吗', { ...WHO, accountId: other });
    expect(trial.received).toHaveLength(0);

    const token = sealer.seal({ account_code: 'new-code' });
    await trial.call('POST', '/xiaohongshu/jg/bind', new URLSearchParams({ appId: '1187', token, account: other }));
    await trial.call(
      'POST',
      '/xiaohongshu/jg/staff',
      new URLSearchParams({ account: other, staff: '62e1b8c90000000002034a5b' }),
    );
    await vi.waitFor(() => expect(trial.received).toHaveLength(2), 20_000);
    expect(pushes()[0]).toMatchObject({
      path: '/api/open/im/third/bind_account',
      inner: { user_id: other, app_id: 1187, token },
    });
    expect(pushes()[1]).toMatchObject({ path: '/api/open/im/auth/bind_user/event', inner: { auth_status: 2 } });

    await trial.call('POST', '/xiaohongshu/jg/unbind', new URLSearchParams({ account: other }));
    await vi.waitFor(() => expect(pushes()[2]?.inner).toMatchObject({ account_code: 'new-code' }), 20_000);
  });

  test('a code serves once', async () => {
    const code = (await decide(['three_im_service'])).searchParams.get('auth_code') ?? '';
    await exchange(code);
    expect((await exchange(code)).success).toBe(false);
  });

  test('A2: a refresh rotates the pair; the old access token dies five minutes later', async () => {
    await say('在吗');
    const fresh = await refresh(enterprise.refreshToken);
    trial.clock.advance(299_999);
    expect((await text('旧的还行')).success).toBe(true);
    trial.clock.advance(1);
    expect(await text('旧的不行')).toMatchObject({ code: 410019 });
    expect((await text('新的', { token: String(fresh.data?.access_token) })).success).toBe(true);
    expect(await refresh(enterprise.refreshToken)).toMatchObject({ code: 410010 });
  });

  test('staff are listed, and a cancelled one may not send', async () => {
    const headers = { 'access-token': enterprise.accessToken };
    const { body } = await trial.call(
      'POST',
      '/xiaohongshu/api/open/im/auth/bind_users',
      { user_id: enterprise.id, page_num: 1, page_size: 50 },
      headers,
    );
    expect(body).toMatchObject({ data: { total: 1, kos_user_list: [{ user_id: staff.id }] } });
    await say('在吗', STAFF);
    await trial.control(`xiaohongshu/accounts/${staff.id}/revoke`, {});
    expect(await text('在', { who: STAFF })).toMatchObject({ msg: expect.stringContaining('未绑定') });
  });

  test('a forged bind token binds nothing', async () => {
    const { status } = await trial.call('GET', '/xiaohongshu/api/leona/three/im/account/add?appId=1187&token=nonsense');
    expect(status).toBe(400);
  });
});
