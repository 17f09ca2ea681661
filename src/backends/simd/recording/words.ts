import {
  type Argument,
  type Call,
  type HostCall,
  isHostCall,
  isPlace,
  type Place,
} from './recorded-calls.ts';
import { type Signatures, wordsOf } from './signatures.ts';

/** Where a word holds an address. */
export interface AddressWord extends Place {
  readonly word: number;
}

/** A list of calls as words of 32 bits, in which addresses are still missing. */
export interface Words {
  readonly words: Int32Array;
  readonly addresses: readonly AddressWord[];
  /** Words that hold the address of another word, which a number is copied to when the program runs. */
  readonly loads: readonly { readonly word: number; readonly target: number }[];
  /** Calls of the host, and how many words come before each. */
  readonly stops: readonly { readonly word: number; readonly call: HostCall }[];
}

/** Kernel 0 copies a word: to an address, from an address. */
const loadWords = 3;

/** Numbers of kernels by name. @param names in order, beginning with `load`. */
export function numbersOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, number) => [name, number]));
}

/**
 * Spells calls as a program: the number of a kernel, then its arguments.
 *
 * @param numbers of the kernels, as who runs the program has them.
 */
export function spell(
  calls: readonly Call[],
  signatures: Signatures,
  numbers: ReadonlyMap<string, number>,
): Words {
  const length = calls.reduce((words, call) => {
    if (isHostCall(call)) return words;
    const loads = call.arguments.filter(isLoaded).length;
    return words + loads * loadWords + 1 + wordsOf(signatures[call.kernel]!);
  }, 0);
  const words = new Int32Array(length);
  const floats = new Float32Array(words.buffer);
  const addresses: AddressWord[] = [];
  const loads: { word: number; target: number }[] = [];
  const stops: { word: number; call: HostCall }[] = [];
  let at = 0;
  for (const call of calls) {
    if (isHostCall(call)) {
      stops.push({ word: at, call });
      continue;
    }
    const { kernel, arguments: given } = call;
    const parameters = signatures[kernel]!;
    const first = at + given.filter(isLoaded).length * loadWords + 1;
    let target = first;
    for (const [index, kind] of parameters.entries()) {
      const argument = given[index]!;
      if (isLoaded(argument)) {
        loads.push({ word: at + 1, target });
        addresses.push({ word: at + 2, ...argument.loaded });
        at += loadWords;
      }
      target += kind === 'double' ? 2 : 1;
    }
    words[at] = numbers.get(kernel)!;
    let word = first;
    for (const [index, kind] of parameters.entries()) {
      const argument = given[index]!;
      if (isPlace(argument)) addresses.push({ word, ...argument });
      else if (typeof argument === 'number') {
        if (kind === 'float') floats[word] = argument;
        else if (kind === 'double') words.set(new Int32Array(Float64Array.of(argument).buffer), word);
        else words[word] = argument;
      }
      word += kind === 'double' ? 2 : 1;
    }
    at = word;
  }
  return { words, addresses, loads, stops };
}

function isLoaded(argument: Argument): argument is { readonly loaded: Place } {
  return typeof argument === 'object' && !isPlace(argument);
}
