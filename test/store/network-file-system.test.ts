import { expect, test } from 'vitest';
import { networkFileSystem, networkNotes } from '../../src/store/network-file-system.ts';

test.each([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  // The same number where it is signed.
  [0xff534d42 | 0, 'CIFS'],
  [0x0bd00bd0, 'Lustre'],
  // ext4, tmpfs, FUSE, 9P.
  [0xef53, undefined],
  [0x01021994, undefined],
  [0x65735546, undefined],
  [0x01021997, undefined],
])('The file system %i is %s', (type, name) => {
  expect(networkFileSystem('/data/results.sqlite', () => type)).toBe(name);
});

test('It is asked of the folder, for the file may not be there yet', () => {
  const asked: string[] = [];
  networkFileSystem('/data/runs/results.sqlite', (folder) => asked.push(folder));
  expect(asked).toEqual(['/data/runs']);
});

test('A folder that cannot be asked is no trouble', () => {
  const fails = () => {
    throw new Error('ENOENT');
  };
  expect(networkFileSystem('/no/file', fails)).toBeUndefined();
});

test('Who writes to one is told what to do, in one line, and nobody else is told anything', () => {
  const [note, ...others] = networkNotes('/data/results.sqlite', () => 0x6969);
  expect(note).toMatch(
    /^"\/data\/results.sqlite" is on NFS, a network file system: .*copy or merge the file$/,
  );
  expect(others).toEqual([]);
  expect(networkNotes('/data/results.sqlite', () => 0xef53)).toEqual([]);
});
