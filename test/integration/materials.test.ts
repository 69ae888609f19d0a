import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { floorPlan, livingRoom, paintPng } from '../../infra/local/demo/picture.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { conversationIdOf } from '../../shared/conversations/conversation-id.ts';
import type { Platform } from '../../shared/conversations/model.ts';
import { type ApiClient, signIn } from '../harness/sign-in.ts';
import { accepted, createSimulator, type Simulator, textsOf, type Who } from '../harness/simulator.ts';
import { type Stack, startStack } from '../harness/stack.ts';
import { type HostedTenant, hostTenant } from '../harness/tenant.ts';

/** Materials through the whole system: a file into the bucket, a combination to a customer of each platform. */

let stack: Stack;
let tenant: HostedTenant;
let simulator: Simulator;
let api: ApiClient;

beforeAll(async () => {
  stack = await startStack();
  tenant = await hostTenant(stack, { knowledge: [] });
  simulator = createSimulator(stack);
  api = await signIn(stack.origin, 'demo-operator');
});
afterAll(() => stack.stop());

const Begun = routes.beginUpload.response;
const Material = routes.createMaterial.response;
const Sent = routes.sendMaterial.response;
const Thread = routes.getConversation.response;
const picture = paintPng(64, 48, livingRoom);
const usual = { scope: 'shared', platforms: ['douyin', 'xiaohongshu'], folderId: null };

async function upload(body: Uint8Array, contentType = 'image/png', announced = body.byteLength) {
  const begun = Begun.parse((await api.call('POST', '/uploads', { contentType, bytes: announced })).body);
  const answer = await fetch(begun.url, {
    method: 'PUT',
    body: Uint8Array.from(body),
    headers: { 'content-type': contentType, origin: stack.origin },
  });
  return { ...begun, status: answer.status, allowed: answer.headers.get('access-control-allow-origin') };
}
const make = (name: string, content: object, over: object = {}) =>
  api.call('POST', '/materials', { ...usual, name, content, ...over });
const made = async (name: string, content: object, over: object = {}) =>
  Material.parse((await make(name, content, over)).body);

test('M1: a file goes straight to the bucket; what arrived is shown from there, and to pages of the console alone', async () => {
  const { status, allowed, uploadId } = await upload(picture);
  expect([status, allowed]).toEqual([200, stack.origin]);
  const { content } = await made('客厅', { kind: 'upload', uploadId });
  if (content.kind !== 'image') throw new Error(content.kind);
  expect([content.media.width, content.media.height, content.media.bytes]).toEqual([64, 48, picture.length]);
  const shown = await fetch(content.media.url);
  expect(Buffer.from(await shown.arrayBuffer()).equals(picture)).toBe(true);
  expect((await fetch(content.media.url.replace(/X-Amz-Signature=\w{8}/, 'X-Amz-Signature=00000000'))).status).toBe(
    403,
  );
});

test('M1: the bucket refuses another length or type; the product refuses what is no picture, and what never came', async () => {
  expect((await upload(picture, 'image/png', picture.length - 1)).status).toBe(403);
  expect((await api.call('POST', '/uploads', { contentType: 'text/html', bytes: 10 })).body).toMatchObject({
    error: { code: 'upload.type' },
  });
  expect((await api.call('POST', '/uploads', { contentType: 'image/png', bytes: 50_000_000 })).body).toMatchObject({
    error: { code: 'upload.too-large' },
  });
  const { uploadId } = await upload(Buffer.from('<script>alert(1)</script>'));
  expect((await make('脚本', { kind: 'upload', uploadId })).body).toMatchObject({ error: { code: 'upload.type' } });
  const nothing = Begun.parse((await api.call('POST', '/uploads', { contentType: 'image/png', bytes: 10 })).body);
  expect((await make('没有', { kind: 'upload', uploadId: nothing.uploadId })).body).toMatchObject({
    error: { code: 'upload.unknown' },
  });
});

test('an upload that nobody used is gone after a day; what is used survives a restart', async () => {
  const unused = await upload(paintPng(8, 8, floorPlan));
  const { content } = await made('户型', {
    kind: 'upload',
    uploadId: (await upload(paintPng(9, 9, floorPlan))).uploadId,
  });
  if (content.kind !== 'image') throw new Error(content.kind);
  await stack.restart();
  await stack.clock.advance(86_400);
  expect((await make('晚了', { kind: 'upload', uploadId: unused.uploadId })).status).toBe(404);
  expect((await fetch(content.media.url)).status).toBe(200);
});

describe.each(['douyin', 'xiaohongshu'] as const)('%s', (platform) => {
  async function customer(name: string): Promise<{ who: Who; id: string }> {
    const customerId = platform === 'douyin' ? `m-${name}` : '5'.padStart(24, '0');
    const who = { accountId: tenant.platformIds[platform], customerId };
    await simulator.customer(platform, { id: customerId, name });
    await simulator.say(platform, who, '有效果图吗');
    await stack.waitForIdle();
    return { who, id: conversationIdOf(tenant.accountIds[platform], customerId) };
  }
  const bodiesOf = async (who: Who, from: Platform) => accepted(await simulator.conversation(from, who));

  test('M2, M6: a combination reaches the customer in order, its words with the name; the picture is the one that was sent', async () => {
    const { who, id } = await customer('小苗');
    await api.call('POST', `/conversations/${id}/takeover`);
    await stack.waitForIdle();
    const before = (await bodiesOf(who, platform)).length;
    const words = await made('称呼', { kind: 'text', text: '{{customer.name|朋友}}，这是效果图' });
    const image = await made('效果图', { kind: 'upload', uploadId: (await upload(picture)).uploadId });
    const whole = await made('开场', { kind: 'combined', parts: [words.id, image.id] });

    const messageId = `material-${platform}-1`;
    const sending = { materialId: whole.id, messageId };
    const { items } = Sent.parse((await api.call('POST', `/conversations/${id}/materials`, sending)).body);
    expect(items).toHaveLength(2);
    // The same request again sends nothing more.
    await api.call('POST', `/conversations/${id}/materials`, sending);
    const arrived = async () => (await bodiesOf(who, platform)).slice(before);
    await stack.waitFor(async () => (await arrived()).length >= 2, 'both messages reach the customer');
    await stack.waitForIdle();
    expect(textsOf(await arrived())).toEqual(['小苗，这是效果图', 'image']);

    const thread = await api.get(`/conversations/${id}`, Thread);
    expect(thread.items.filter(({ body }) => body?.type === 'image').map(({ state }) => state)).toEqual(['sent']);
    expect((await simulator.ledger(platform)).refusals.filter(({ illegal }) => illegal)).toEqual([]);
  });

  test('M2: what a base becomes is what the combination sends from then on', async () => {
    const { who, id } = await customer('小苗');
    const words = await made('一句', { kind: 'text', text: '旧话' });
    const whole = await made('一组', { kind: 'combined', parts: [words.id] });
    const { name, scope, platforms, version } = words;
    const change = { name, scope, platforms, folderId: null, version, content: { kind: 'text', text: '新话' } };
    expect((await api.call('PATCH', `/materials/${words.id}`, change)).status).toBe(200);
    const sending = { materialId: whole.id, messageId: `material-${platform}-2` };
    await api.call('POST', `/conversations/${id}/materials`, sending);
    await stack.waitFor(
      async () => textsOf(await bodiesOf(who, platform)).includes('新话'),
      'the new words reach the customer',
    );
    expect(textsOf(await bodiesOf(who, platform))).not.toContain('旧话');
    expect((await api.call('DELETE', `/materials/${words.id}`)).body).toMatchObject({
      deleted: false,
      usedBy: [{ name: '一组' }],
    });
  });

  test('I3: a pasted image is sent; a video on Douyin never is (C1, C2)', async () => {
    const { who, id } = await customer('小苗');
    const { uploadId } = await upload(paintPng(10, 10, floorPlan));
    const message = { messageId: `pasted-${platform}`, body: { type: 'image', uploadId } };
    expect((await api.call('POST', `/conversations/${id}/messages`, message)).status).toBe(202);
    await stack.waitFor(
      async () => textsOf(await bodiesOf(who, platform)).at(-1) === 'image',
      'the image reaches the customer',
    );
    const film = Buffer.from('000000186674797069736f6d0000020069736f6d6d703432', 'hex');
    const video = { kind: 'upload', uploadId: (await upload(film, 'video/mp4')).uploadId };
    expect((await make('视频', video)).body).toMatchObject({ error: { code: 'content.never-sent', rule: 'C2' } });
    const { id: materialId } = await made('视频', video, { platforms: ['xiaohongshu'] });
    const answer = await api.call('POST', `/conversations/${id}/materials`, {
      materialId,
      messageId: `video-${platform}-1`,
    });
    expect(answer.status).toBe(platform === 'douyin' ? 409 : 202);
  });
});
