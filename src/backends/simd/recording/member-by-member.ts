import { type KernelReach, kernelReach } from './kernel-reach.ts';
import {
  type Argument,
  type Block,
  type Call,
  isHostCall,
  isPlace,
  type KernelCall,
  type Place,
  placesOf,
  type RecordedCalls,
} from './recorded-calls.ts';

/** A call, and the member alone whose numbers it works on; undefined where it works on those of several. */
interface Owned {
  readonly call: Call;
  readonly member?: number;
}

/**
 * The same calls in another order: all that is done for one member, then all that is done for the next, so that what a
 * member's numbers are computed from is still in the cache, and temporary memory for one member is enough for all. Calls that
 * work on several members' numbers are divided where they can be; the others stay where they are, between what comes before
 * and after. No bit changes: nobody's numbers depend on those of others, and each member's calls stay in their order.
 *
 * @param members each of them has an equal part of every block of memory that belongs to all.
 */
export function memberByMember(recorded: RecordedCalls, members: number): RecordedCalls {
  if (members < 2) return recorded;
  const parts = new Parts(recorded, members);
  const ordered: Owned[] = [];
  let waiting: Owned[][] = [];
  const flush = (): void => {
    ordered.push(...waiting.flat());
    waiting = Array.from({ length: members }, () => []);
  };
  flush();
  for (const call of recorded.calls) {
    const pieces = parts.divided(call);
    if (pieces) for (const piece of pieces) waiting[piece.member]!.push(piece);
    else {
      flush();
      ordered.push({ call });
    }
  }
  flush();
  return withBlocksApart(recorded, ordered, parts);
}

/** Which bytes of which block belong to which member. */
class Parts {
  readonly rooms: ReadonlySet<number>;
  readonly #members: number;
  /** Bytes of a member's part of each block; 0 where a block has no such parts. */
  readonly #bytes: readonly number[];

  constructor({ blocks, calls }: RecordedCalls, members: number) {
    this.#members = members;
    this.#bytes = blocks.map((block) =>
      isWritten(block) && block.bytes % members === 0 ? block.bytes / members : 0,
    );
    this.rooms = roomsOf(blocks, calls);
  }

  /** @returns the part of a block that a place lies in, and where in the part. */
  of({ block, offset }: Place): { readonly part: number; readonly place: number; readonly bytes: number } {
    const bytes = this.#bytes[block]!;
    const part = bytes === 0 ? 0 : Math.floor(offset / bytes);
    return { part, place: offset - part * bytes, bytes };
  }

  /** A call as calls for one member each; undefined where it cannot be divided so. */
  divided(call: Call): (Owned & { readonly member: number })[] | undefined {
    if (isHostCall(call)) return undefined;
    const numbers = call.arguments.map((argument) => (typeof argument === 'number' ? argument : Number.NaN));
    const reach = kernelReach(call.kernel, numbers);
    const own = this.#ownerOf(call, reach, numbers);
    if (own !== undefined) return own === 'nobody' ? [] : [{ call, member: own }];
    const { count, reaches } = reach;
    const lines = count === undefined ? 0 : numbers[count]! / this.#members;
    if (count === undefined || !Number.isInteger(lines)) return undefined;
    numbers[count] = lines;
    const pieces: (Owned & { readonly member: number })[] = [];
    for (let member = 0; member < this.#members; member++) {
      let address = 0;
      const piece = {
        kernel: call.kernel,
        arguments: call.arguments.map((argument, index): Argument => {
          if (index === count) return lines;
          if (typeof argument === 'number' || !isPlace(argument)) return argument;
          const { step } = reaches[address++]!;
          return { block: argument.block, offset: argument.offset + member * lines * step };
        }),
      };
      if (this.#ownerOf(piece, reach, numbers) !== member) return undefined;
      pieces.push({ call: piece, member });
    }
    return pieces;
  }

  /** Whose numbers alone a call writes, reading nobody else's that are written here; 'nobody' where it writes nothing. */
  #ownerOf(
    { arguments: given }: KernelCall,
    { count, reaches }: KernelReach,
    numbers: readonly number[],
  ): number | 'nobody' | undefined {
    const lines = count === undefined ? 1 : numbers[count]!;
    if (lines === 0) return 'nobody';
    let owner: number | undefined;
    let address = 0;
    for (const argument of given) {
      if (typeof argument === 'number') continue;
      const isAddress = isPlace(argument);
      const place = isAddress ? argument : argument.loaded;
      const { use, bytes, step } = isAddress ? reaches[address++]! : { use: 'reads', bytes: 4, step: 0 };
      if (use === 'room' && this.rooms.has(place.block)) continue;
      const { part, place: start, bytes: partBytes } = this.of(place);
      if (partBytes === 0) {
        // What has no parts is written by calls that stay where they are, if at all.
        if (use === 'reads') continue;
        return undefined;
      }
      const isInside = step >= 0 && start + (lines - 1) * step + bytes <= partBytes;
      if (!isInside || (owner !== undefined && owner !== part)) return undefined;
      owner = part;
    }
    return owner;
  }
}

/** Blocks that calls of the function write. */
function isWritten(block: Block): block is Extract<Block, { kind: 'temporary' | 'output' }> {
  return block.kind === 'temporary' || block.kind === 'output';
}

/** Temporary blocks that kernels use as rooms and for nothing else. */
function roomsOf(blocks: readonly Block[], calls: readonly Call[]): ReadonlySet<number> {
  const rooms = new Set([...blocks.keys()].filter((number) => blocks[number]!.kind === 'temporary'));
  for (const call of calls) {
    if (isHostCall(call)) {
      for (const { block } of placesOf(call)) rooms.delete(block);
      continue;
    }
    const numbers = call.arguments.map(Number);
    const { reaches } = kernelReach(call.kernel, numbers);
    let address = 0;
    for (const argument of call.arguments) {
      if (typeof argument === 'number') continue;
      if (!isPlace(argument)) rooms.delete(argument.loaded.block);
      else if (reaches[address++]!.use !== 'room') rooms.delete(argument.block);
    }
  }
  return rooms;
}

/** Gives every member its own block in place of its part of a temporary one, where nobody needs more than parts; every room is a block of its own. */
function withBlocksApart(recorded: RecordedCalls, ordered: readonly Owned[], parts: Parts): RecordedCalls {
  const blocks = [...recorded.blocks];
  const whole = new Set(
    ordered.flatMap(({ call, member }) =>
      member === undefined ? placesOf(call).map(({ block }) => block) : [],
    ),
  );
  const numbers = new Map<string, number>();
  const added = (bytes: number): number => blocks.push({ kind: 'temporary', bytes }) - 1;
  const moved = (place: Place): Place => {
    const block = recorded.blocks[place.block]!;
    if (block.kind !== 'temporary' || whole.has(place.block)) return place;
    if (parts.rooms.has(place.block)) return { block: added(block.bytes), offset: place.offset };
    const { part, place: offset, bytes } = parts.of(place);
    const key = `${place.block} ${part}`;
    const number = numbers.get(key) ?? added(bytes);
    numbers.set(key, number);
    return { block: number, offset };
  };
  const calls = ordered.map(({ call, member }): Call => {
    if (member === undefined || isHostCall(call)) return call;
    const given = call.arguments.map((argument): Argument => {
      if (typeof argument === 'number') return argument;
      return isPlace(argument) ? moved(argument) : { loaded: moved(argument.loaded) };
    });
    return { kernel: call.kernel, arguments: given };
  });
  return { ...recorded, blocks, calls };
}
