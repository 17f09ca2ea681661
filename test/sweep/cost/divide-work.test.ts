import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Division, divideWork, type Spread, type Work } from '../../../src/sweep/cost/divide-work.ts';

/** A population of which nothing has been trained yet. */
const whole = (population: number, members: number, shared: number, each: number): Work => ({
  ...{ population, shared, each },
  members: Array.from({ length: members }, (_, member) => ({ member, left: 1 })),
});
const upTo = (workers: number): Spread => ({ workers, exactly: false, divides: true, most: () => [] });
const exactly = (workers: number): Spread => ({ ...upTo(workers), exactly: true });

/** Of each process, `5 of 0` for the shares that it trains. */
function sizes({ shares }: Division): string[][] {
  const workers = Math.max(...shares.map(({ worker }) => worker)) + 1;
  return Array.from({ length: workers }, (_, own) =>
    shares
      .filter(({ worker }) => worker === own)
      .map(({ population, members }) => `${members.length} of ${population}`),
  );
}

describe('divideWork', () => {
  test('gives each core a member where one optimizer has as many seeds', () => {
    expect(sizes(divideWork([whole(0, 8, 40, 24)], upTo(16)))).toEqual(Array(8).fill(['1 of 0']));
  });

  test('divides evenly what does not come out even', () => {
    expect(sizes(divideWork([whole(0, 10, 0, 1)], exactly(4)))).toEqual([
      ['3 of 0'],
      ['3 of 0'],
      ['2 of 0'],
      ['2 of 0'],
    ]);
  });

  test('leaves populations whole where they take all processes alike', () => {
    expect(sizes(divideWork([whole(0, 8, 40, 24), whole(1, 8, 40, 24)], upTo(2)))).toEqual([
      ['8 of 0'],
      ['8 of 1'],
    ]);
  });

  test('cuts what is left over: three populations for two processes', () => {
    const three = [0, 1, 2].map((population) => whole(population, 8, 40, 24));
    expect(sizes(divideWork(three, upTo(2)))).toEqual([
      ['8 of 0', '4 of 1'],
      ['4 of 1', '8 of 2'],
    ]);
  });

  test('relieves an optimizer that costs more by cores of one that costs less', () => {
    expect(sizes(divideWork([whole(0, 8, 120, 72), whole(1, 8, 40, 24)], upTo(2)))).toEqual([
      ['6 of 0'],
      ['2 of 0', '8 of 1'],
    ]);
  });

  test('stays in one process where the start of others takes longer than they save, unless they are asked for', () => {
    const short = [whole(0, 8, 0.1, 0.05)];
    expect(divideWork(short, upTo(16)).workers).toBe(1);
    expect(divideWork(short, exactly(4)).workers).toBe(4);
  });

  test('cuts nothing where members cost nothing beside what they share', () => {
    expect(divideWork([whole(0, 8, 100, 0.1)], upTo(8)).workers).toBe(1);
  });

  test('leaves populations whole on a device that all processes share', () => {
    const division = divideWork([whole(0, 8, 40, 24), whole(1, 4, 40, 24)], { ...upTo(4), divides: false });
    expect(sizes(division)).toEqual([['8 of 0'], ['4 of 1']]);
  });

  test('trains in parts of equal size what one process has no memory for', () => {
    const division = divideWork([whole(0, 8, 40, 24)], { ...exactly(1), most: () => [3] });
    expect(sizes(division)).toEqual([['3 of 0', '2 of 0', '3 of 0']]);
  });

  test('counts what is left of each member: who is nearly done weighs little', () => {
    const members = [1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25].map((left, member) => ({ member, left }));
    const division = divideWork([{ population: 0, shared: 0, each: 100, members }], exactly(3));
    expect(sizes(division)).toEqual([['1 of 0'], ['2 of 0'], ['4 of 0']]);
  });

  const work = fc.record({
    count: fc.integer({ min: 1, max: 12 }),
    shared: fc.double({ min: 0, max: 50, noNaN: true }),
    each: fc.double({ min: 0.01, max: 20, noNaN: true }),
    most: fc.integer({ min: 1, max: 12 }),
  });
  const given = fc.array(work, { minLength: 1, maxLength: 6 });
  const processes = fc.integer({ min: 1, max: 9 });

  test('trains every member once, no more at once than there is memory for, and not slower than one process', () => {
    fc.assert(
      fc.property(given, processes, (populations, workers) => {
        const works = populations.map(({ count, shared, each }, index) => whole(index, count, shared, each));
        const spread = { ...upTo(workers), most: () => populations.map(({ most }) => most) };
        const division = divideWork(works, spread);
        const all = works.flatMap(({ population, members }) =>
          members.map(({ member }) => `${population} ${member}`),
        );
        const trained = division.shares.flatMap(({ population, members }) =>
          members.map((member) => `${population} ${member}`),
        );
        expect(trained.toSorted()).toEqual(all.toSorted());
        for (const { population, members } of division.shares) {
          expect(members.length).toBeLessThanOrEqual(populations[population]!.most);
        }
        expect(division.workers).toBeLessThanOrEqual(workers);
        expect(0.97 * division.seconds).toBeLessThanOrEqual(
          divideWork(works, { ...spread, workers: 1 }).seconds,
        );
      }),
    );
  });

  test('lets all end within one member of each other where members share nothing', () => {
    fc.assert(
      fc.property(given, processes, (populations, workers) => {
        const works = populations.map(({ count, each }, index) => whole(index, count, 0, each));
        const mean = works.reduce((sum, { members, each }) => sum + members.length * each, 0) / workers;
        const largest = Math.max(...works.map(({ each }) => each));
        expect(divideWork(works, exactly(workers)).seconds).toBeLessThanOrEqual((mean + largest) / 0.96);
      }),
    );
  });
});
