import type { Platform } from '../../shared/conversations/model.ts';
import type { Agreed } from '../harness/agreement.ts';
import type { PostOffice } from '../harness/post-office.ts';
import type { Simulator, Who } from '../harness/simulator.ts';
import type { Stack } from '../harness/stack.ts';
import { readConversations, type Stored } from '../harness/stored.ts';
import type { HostedTenant } from '../harness/tenant.ts';
import { createRandom, type Random } from '../simulation/random.ts';

/** One round: a handful of people write, processes die meanwhile, and what is left must agree. */

export interface Scene {
  readonly stack: Stack;
  readonly office: PostOffice;
  readonly simulator: Simulator;
  readonly tenant: HostedTenant;
  readonly wishes: readonly [string, ...string[]];
  /** How many write at once: eight let every kill hit somebody's work, more are load. */
  readonly people: number;
  conversationIdOf(platform: Platform, customerId: string): string;
}

export interface Round {
  readonly stored: Stored;
  readonly people: readonly Agreed[];
  readonly kills: { readonly workers: number; readonly runtimes: number };
  /** INV14: virtual seconds until nothing was owed; absent = never. */
  readonly drainedAfterSeconds?: number;
}

/** A kill falls anywhere in the work that the first act begins; it lasts the longer the more people act. */
const KILL_WITHIN_MS = 700;
const MORE_PER_PERSON_MS = 40;
const MOST_ACTS = 4;
const DRAIN_SECONDS = 600;
const DRAIN_STEP_SECONDS = 30;
const PATIENCE_MS = 120_000;
const LOOKS = 100;

interface Person extends Who {
  readonly platform: Platform;
  readonly conversationId: string;
}

export async function playRound(scene: Scene, number: number, seed: number): Promise<Round> {
  const { stack, office, simulator, tenant } = scene;
  const people = Array.from({ length: scene.people }, (_, at) => newcomer(scene, number, at));
  for (const { platform, customerId } of people) await simulator.customer(platform, { id: customerId, name: '客户' });
  const kills = { workers: 0, runtimes: 0 };
  // The runtime holds the platforms too: nobody may be in the middle of an act when it dies.
  let acting: Promise<unknown> = Promise.resolve();
  const killing = killSome(scene, createRandom(seed, `kills-${number}`), () => acting, kills);
  const random = createRandom(seed, `acts-${number}`);
  for (let act = 0; act <= MOST_ACTS; act++) {
    await killing.gate();
    acting = Promise.all(
      people.filter(() => act === 0 || random.chance(0.6)).map((person) => doAct(scene, random, person, act)),
    );
    await acting;
  }
  await killing.done;
  office.release();
  await stack.waitFor(() => office.idle(), 'every letter is accepted', PATIENCE_MS);
  const ids = people.map(({ conversationId }) => conversationId);
  const drainedAfterSeconds = await drain(scene, ids);
  const letters = Map.groupBy(office.letters, ({ customerId }) => customerId);
  return {
    stored: await readConversations(tenant.table, tenant.tenantId, ids),
    people: await Promise.all(
      people.map(async (person) => ({
        conversationId: person.conversationId,
        customerId: person.customerId,
        book: await simulator.conversation(person.platform, person),
        letters: letters.get(person.customerId) ?? [],
      })),
    ),
    kills,
    ...(drainedAfterSeconds === undefined ? {} : { drainedAfterSeconds }),
  };
}

function newcomer(scene: Scene, round: number, at: number): Person {
  const platform: Platform = at % 2 === 0 ? 'douyin' : 'xiaohongshu';
  const name = `${round}${String(at).padStart(3, '0')}`;
  const customerId = platform === 'douyin' ? `customer-${name}` : name.padStart(24, '0');
  const conversationId = scene.conversationIdOf(platform, customerId);
  return { platform, customerId, conversationId, accountId: scene.tenant.platformIds[platform] };
}

function doAct({ simulator, wishes }: Scene, random: Random, person: Person, act: number): Promise<unknown> {
  if (act === 0) return simulator.enter(person.platform, person);
  return simulator.say(person.platform, person, random.pick(wishes));
}

interface Killing {
  /** Holds an act back while the runtime is down. */
  gate(): Promise<void>;
  readonly done: Promise<void>;
}

/** One to three kills: of a busy worker, or of the runtime with all that is in it. */
function killSome(
  { stack, people }: Scene,
  random: Random,
  acting: () => Promise<unknown>,
  kills: { workers: number; runtimes: number },
): Killing {
  let down: Promise<unknown> | undefined;
  const plan = Array.from({ length: random.between(1, 3) }, () => ({
    afterMs: random.between(0, KILL_WITHIN_MS + people * MORE_PER_PERSON_MS),
    whole: random.chance(0.4),
  })).sort((a, b) => a.afterMs - b.afterMs);
  const run = async (): Promise<void> => {
    let elapsedMs = 0;
    for (const { afterMs, whole } of plan) {
      await new Promise((resolve) => setTimeout(resolve, afterMs - elapsedMs));
      elapsedMs = afterMs;
      if (!whole) {
        kills.workers += (await killBusy(stack)) ? 1 : 0;
        continue;
      }
      const back = Promise.withResolvers<undefined>();
      down = back.promise;
      await acting();
      await stack.kill();
      await stack.restart();
      kills.runtimes += 1;
      down = undefined;
      back.resolve(undefined);
    }
  };
  return {
    async gate() {
      while (down) await down;
    },
    done: run(),
  };
}

/** Work lasts milliseconds: looks for somebody at it until one is found. */
async function killBusy(stack: Stack): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) if ((await stack.killWorker()) !== null) return true;
  return false;
}

/** Moves the clock until nobody owes these conversations anything. */
async function drain({ stack, office, tenant }: Scene, ids: readonly string[]): Promise<number | undefined> {
  for (let seconds = 0; seconds <= DRAIN_SECONDS; seconds += DRAIN_STEP_SECONDS) {
    await stack.waitForIdle(PATIENCE_MS);
    // A platform that was down meanwhile posts late: such a letter has no next one to wait for.
    office.release();
    await stack.waitFor(() => office.idle(), 'letters and echoes are delivered', PATIENCE_MS);
    const { heads } = await readConversations(tenant.table, tenant.tenantId, ids);
    const owed = [...heads.values()].some((head) => head.inFlight ?? head.outbound ?? head.agentDue);
    const { idle } = await stack.state();
    if (!owed && idle) return seconds;
    await stack.clock.advance(DRAIN_STEP_SECONDS);
  }
  return undefined;
}
