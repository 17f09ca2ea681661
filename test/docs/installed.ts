import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve('.');

/**
 * A folder in which rl-bench is installed as it is published: what `npm pack` packs of the build, with the packages that it
 * depends on and no others.
 */
export function folderWithPackage(folder: string): void {
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: root });
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  const { name, version, dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, string> & Record<`${string}ependencies`, Record<string, string>>;
  execFileSync('tar', ['-xzf', `${name}-${version}.tgz`], { cwd: folder });
  renameSync(join(folder, 'package'), join(modules, name!));
  // What a program in TypeScript has anyway.
  for (const each of [...Object.keys({ ...dependencies, ...optionalDependencies }), '@types/node']) {
    mkdirSync(dirname(join(modules, each)), { recursive: true });
    symlinkSync(join(root, 'node_modules', each), join(modules, each));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
}

/**
 * Checks the programs of a folder as strictly as TypeScript can, the declarations of packages too.
 *
 * @param lib what the programs may count on. Default: no browser.
 * @returns its complaints.
 */
export function typeErrors(folder: string, lib: readonly string[] = ['es2023']): string {
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    ...{ module: 'nodenext', target: 'es2023', lib, types: ['node'] },
    ...{ noEmit: true, skipLibCheck: false },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    return execFileSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
