import { describe, expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { LiveConnection, type LiveState, type SocketEvents } from './live-connection.ts';

/** A browser with a clock one moves by hand. */
function bench() {
  let nowMs = 1_000_000;
  let timers: { atMs: number; run: () => void }[] = [];
  const sockets: { on: SocketEvents; sent: string[]; closed: boolean }[] = [];
  const seen = { states: [] as LiveState[], messages: [] as string[], resyncs: [] as number[] };
  let ticketFails = false;
  const world = { mayRest: true, restAsked: 0 };
  const live = new LiveConnection(
    {
      ticket: () => (ticketFails ? Promise.reject(new Error('no network')) : Promise.resolve(`t${sockets.length}`)),
      open: (_ticket, on) => {
        const socket = { on, sent: [] as string[], closed: false };
        sockets.push(socket);
        return { send: (text) => socket.sent.push(text), close: () => (socket.closed = true) };
      },
      mayRest: () => {
        world.restAsked += 1;
        return Promise.resolve(world.mayRest);
      },
      now: () => nowMs,
      random: () => 1,
      after: (delayMs, run) => {
        const timer = { atMs: nowMs + delayMs, run };
        timers.push(timer);
        return () => (timers = timers.filter((other) => other !== timer));
      },
    },
    {
      message: (message) => seen.messages.push(message.type),
      state: (state) => seen.states.push(state),
      resync: (sinceMs) => seen.resyncs.push(sinceMs),
    },
  );
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  const pass = async (ms: number) => {
    nowMs += ms;
    for (const timer of timers.filter((due) => due.atMs <= nowMs)) {
      timers = timers.filter((other) => other !== timer);
      timer.run();
    }
    await settle();
  };
  const last = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  };
  const connect = async () => {
    live.start();
    await settle();
    last().on.opened();
  };
  return {
    live,
    seen,
    world,
    sockets,
    last,
    settle,
    pass,
    connect,
    failTickets: (fails: boolean) => (ticketFails = fails),
  };
}

describe('I1: the live socket', () => {
  test('opens with a ticket, pings at once, and closes the gap since the first fetch', async () => {
    const { seen, last, connect } = bench();
    await connect();
    expect(seen.states).toEqual(['connecting', 'live']);
    expect(last().sent).toEqual(['{"type":"ping"}']);
    expect(seen.resyncs).toEqual([1_000_000]);
  });

  test('INV17: what happened before the server knew of the new socket is fetched as well', async () => {
    const { seen, last, pass, connect } = bench();
    await connect();
    await pass(2_999);
    expect(seen.resyncs).toEqual([1_000_000]);
    await pass(1);
    expect(seen.resyncs).toEqual([1_000_000, 1_000_000]);
    last().on.closed();
    await pass(500);
    last().on.opened();
    last().on.closed();
    await pass(3_000);
    expect(seen.resyncs).toHaveLength(3);
  });

  test('comes back after a break and resyncs from when it last heard something', async () => {
    const { seen, sockets, last, pass, connect } = bench();
    await connect();
    await pass(4_000);
    last().on.said('{"type":"pong","nowMs":5}');
    await pass(1_000);
    last().on.closed();
    expect(seen.states.at(-1)).toBe('lost');
    await pass(500);
    expect(sockets).toHaveLength(2);
    last().on.opened();
    expect(seen.resyncs.at(-1)).toBe(1_004_000);
  });

  test('a socket that fell silent is given up', async () => {
    const { seen, sockets, pass, connect } = bench();
    await connect();
    for (let turn = 0; turn < 3; turn += 1) await pass(25_000);
    expect(seen.states.at(-1)).toBe('lost');
    expect(sockets[0]?.closed).toBe(true);
  });

  test('what an abandoned socket still says is not heard', async () => {
    const { seen, sockets, last, pass, connect } = bench();
    await connect();
    last().on.closed();
    await pass(500);
    sockets[0]?.on.said('{"type":"pong","nowMs":1}');
    sockets[0]?.on.closed();
    expect(seen.messages).toEqual([]);
    expect(sockets).toHaveLength(2);
  });

  test('rests when hidden for long, and wakes and catches up when shown', async () => {
    const { live, seen, sockets, last, settle, pass, connect } = bench();
    await connect();
    live.setVisible(false);
    await pass(5 * 60_000);
    expect(seen.states.at(-1)).toBe('rest');
    live.setVisible(true);
    await settle();
    last().on.opened();
    expect(sockets).toHaveLength(2);
    expect(seen.resyncs).toHaveLength(3);
  });

  test('I5: does not rest while somebody needs it, and asks again', async () => {
    const { live, seen, world, last, pass, connect } = bench();
    await connect();
    world.mayRest = false;
    live.setVisible(false);
    for (let minute = 0; minute < 12; minute += 1) {
      last().on.said('{"type":"pong","nowMs":1}');
      await pass(60_000);
    }
    expect(seen.states.at(-1)).toBe('live');
    expect(world.restAsked).toBe(2);
    world.mayRest = true;
    for (let minute = 0; minute < 4; minute += 1) {
      last().on.said('{"type":"pong","nowMs":1}');
      await pass(60_000);
    }
    expect(seen.states.at(-1)).toBe('rest');
  });

  test('a page that is woken once a minute keeps its socket', async () => {
    const { seen, last, pass, connect } = bench();
    await connect();
    for (let minute = 0; minute < 5; minute += 1) {
      await pass(61_000);
      last().on.said('{"type":"pong","nowMs":1}');
    }
    expect(seen.states).toEqual(['connecting', 'live']);
  });

  test('tickets that cannot be had are asked for again, ever more slowly', async () => {
    const { live, seen, sockets, settle, pass, failTickets } = bench();
    failTickets(true);
    live.start();
    await settle();
    await pass(500);
    await pass(1_000);
    expect(seen.states.at(-1)).toBe('lost');
    failTickets(false);
    await pass(2_000);
    expect(sockets).toHaveLength(1);
  });

  test('several messages of one post are heard in their order', async () => {
    const { connect, last, seen } = bench();
    await connect();
    last().on.said('{"type":"several","messages":[{"type":"conversation"},7,{"type":"items"}]}');
    expect(seen.messages).toEqual(['conversation', 'items']);
  });

  test('anything that is no message of ours is dropped', async () => {
    const { seen, last, connect } = bench();
    await connect();
    for (const junk of ['not json', '5', 'null', '[]', '{"type":7}']) last().on.said(junk);
    last().on.said(new ArrayBuffer(1));
    expect(seen.messages).toEqual([]);
  });
});

test('back-off doubles, is bounded, and spreads over its upper half', () => {
  expect([0, 1, 2, 3].map((failures) => backoffMs(failures, 0))).toEqual([250, 500, 1_000, 2_000]);
  expect([0, 1, 2, 3].map((failures) => backoffMs(failures, 1))).toEqual([500, 1_000, 2_000, 4_000]);
  expect(backoffMs(60, 1)).toBe(20_000);
});
