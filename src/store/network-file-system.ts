import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * File systems that several hosts may have mounted, by the number that Linux gives them (`statfs(2)`, `linux/magic.h` and the
 * sources of Lustre, GPFS and BeeGFS). FUSE and 9P are not among them: they stand for
 * folders of this machine as well, the latter in virtual machines.
 */
const networked: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x5346414f, 'AFS'],
  [0x7461636f, 'OCFS2'],
  [0x01161970, 'GFS2'],
]);

/** The number of a folder's file system. */
export type TypeOf = (folder: string) => number;

/**
 * The name of the network file system that a file is on; undefined for one of this machine, and where that cannot be known.
 *
 * @param typeOf asks the system. The numbers are Linux's: others have their own, and are not asked.
 */
export function networkFileSystem(path: string, typeOf: TypeOf | undefined = linuxType): string | undefined {
  if (typeOf === undefined) return undefined;
  try {
    // Node gives the number as it is signed or not, by its version.
    return networked.get(typeOf(dirname(path)) >>> 0);
  } catch {
    return undefined;
  }
}

const linuxType: TypeOf | undefined =
  process.platform === 'linux' ? (folder) => statfsSync(folder).type : undefined;

/** What a writer of a file should know of where it is: a line, or nothing. */
export function networkNotes(path: string, typeOf?: TypeOf): string[] {
  const name = networkFileSystem(path, typeOf);
  if (name === undefined) return [];
  return [
    `"${path}" is on ${name}, a network file system: no other machine may open it meanwhile, not even to read, and locks may fail there; write to a disk of this machine and copy or merge the file`,
  ];
}
