import { WebSocket } from 'ws';
import * as z from 'zod';
import { credential, demoUsers } from '../../infra/local/defaults.ts';
import { LIVE_WIRE, messagesIn } from '../../shared/contracts/live-wire.ts';
import { issueTicket } from '../../shared/live/ticket.ts';
import { createPool } from './http-load.ts';
import { type Measure, percentile, spread } from './report.ts';
import { type Scene, withScene } from './scene.ts';
import { customers, messageBody, opaqueId, signedRequest } from './webhooks.ts';

const PER_SECOND = 50;
const SECONDS = 8;
const CUSTOMERS = 100;
const MANY_CONSOLES = 200;
const MANY_SECONDS = 6;
const PATIENCE_MS = 20_000;

const Update = z.object({
  type: z.literal('items'),
  items: z.array(z.object({ body: z.object({ text: z.string().optional() }).optional() })),
});

/** SPEED12: from a webhook's arrival to the message on a console's open socket. */
export const measureLive = (): Promise<Measure[]> =>
  withScene({}, async (scene) => {
    await scene.setAgent('off');
    await play(scene, 'warm', { seconds: 2, perSecond: PER_SECOND, consoles: 1 });
    await scene.stack.waitForIdle();
    const { seenMs, missing, posts } = await play(scene, 'live', {
      seconds: SECONDS,
      perSecond: PER_SECOND,
      consoles: 1,
    });
    await scene.stack.waitForIdle();
    const many = await play(scene, 'many', { seconds: MANY_SECONDS, perSecond: 1, consoles: MANY_CONSOLES });
    return [
      {
        id: 'SPEED12',
        what: `webhook → visible on a live socket p99, ${PER_SECOND}/s`,
        value: missing === 0 ? percentile(seenMs, 99) : Number.NaN,
        unit: 'ms',
        gate: { atMost: 600 },
        moonshot: { atMost: 200 },
        basis: 'wall',
        also: [
          {
            what: `a message on ${MANY_CONSOLES} consoles of one tenant, p99`,
            value: many.missing === 0 ? percentile(many.seenMs, 99) : Number.NaN,
            unit: 'ms',
            gate: { atMost: 1_000 },
            basis: 'wall',
          },
        ],
        details: {
          missing,
          posts,
          ...spread(seenMs),
          many: { missing: many.missing, posts: many.posts, ...spread(many.seenMs) },
        },
      },
    ];
  });

interface Play {
  readonly seconds: number;
  readonly perSecond: number;
  readonly consoles: number;
}

/** Opens consoles, posts at fixed times and notes when each text arrives at each of them. */
async function play(scene: Scene, name: string, { seconds, perSecond, consoles }: Play) {
  const { port, stack } = scene;
  const dueMs = new Map<string, number>();
  const seenMs: number[] = [];
  const open = new Set<string>();
  let posts = 0;
  const sockets: WebSocket[] = [];
  for (let index = 0; index < consoles; index++) sockets.push(await openSocket(scene));
  // Reactions look for open consoles every two seconds; whoever opens one has just fetched everything.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  for (const [index, socket] of sockets.entries()) {
    socket.on('message', (data: Buffer) => {
      posts += 1;
      const updates = messagesIn(JSON.parse(data.toString('utf8'))).map((one) => Update.safeParse(one).data);
      for (const { body } of updates.flatMap((update) => update?.items ?? [])) {
        const due = dueMs.get(body?.text ?? '');
        if (due === undefined || !open.delete(`${index} ${body?.text ?? ''}`)) continue;
        seenMs.push(performance.now() - due);
      }
    });
  }
  const pool = createPool(port);
  const people = customers(name, CUSTOMERS);
  const aheadMs = await scene.aheadMs();
  const beganMs = performance.now();
  let sent = 0;
  const post = (): boolean => {
    for (; sent < perSecond * seconds; sent += 1) {
      const due = beganMs + (sent * 1000) / perSecond;
      const from = people[sent % people.length];
      if (due > performance.now() || !from) return false;
      const text = `${name} ${sent}`;
      dueMs.set(text, due);
      for (let index = 0; index < consoles; index++) open.add(`${index} ${text}`);
      const said = { messageId: opaqueId(text), atMs: Date.now() + aheadMs, text };
      void pool.send(signedRequest(port, messageBody(from, said)));
    }
    return open.size === 0;
  };
  await stack.waitFor(post, 'every message is seen', seconds * 1000 + PATIENCE_MS).catch(() => undefined);
  pool.close();
  for (const socket of sockets) socket.close();
  return { seenMs, missing: open.size, posts: { sent, heard: posts, each: posts / (sent * consoles) } };
}

async function openSocket({ stack, tenant }: Scene): Promise<WebSocket> {
  const [owner] = demoUsers;
  const of = { tenantId: tenant.tenantId, memberId: owner?.sub ?? '' };
  const { ticket } = issueTicket(credential('SIGNING_KEY'), of, await stack.clock.now());
  const address = `${stack.origin.replace('http', 'ws')}/live?ticket=${encodeURIComponent(ticket)}&wire=${LIVE_WIRE}`;
  const socket = new WebSocket(address);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return socket;
}
