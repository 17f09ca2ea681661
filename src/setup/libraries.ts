import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Puts TensorFlow's libraries into one folder, with NVIDIA's beside them where its packages are there: that is where all
 * of them look for each other, and the binding for them.
 *
 * @param site Python's folder of packages.
 * @param lib does not exist yet.
 * @param keep whether they stay where they are, and are only linked.
 */
export function gatherLibraries(site: string, lib: string, keep: boolean): void {
  mkdirSync(lib);
  for (const file of libraryFiles(site)) {
    const place = join(lib, file.name);
    if (existsSync(place)) continue;
    if (keep) symlinkSync(file.path, place);
    else renameSync(file.path, place);
  }
  // By these names the compiler asks for them.
  symlinkSync('libtensorflow_cc.so.2', join(lib, 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', join(lib, 'libtensorflow_framework.so'));
}

function libraryFiles(site: string): { readonly name: string; readonly path: string }[] {
  const tensorflow = join(site, 'tensorflow');
  const nvidia = join(site, 'nvidia');
  const folders = existsSync(nvidia) ? readdirSync(nvidia).map((part) => join(nvidia, part, 'lib')) : [];
  return [
    ...['cc', 'framework'].map((part) => ({ folder: tensorflow, name: `libtensorflow_${part}.so.2` })),
    ...folders
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder).map((name) => ({ folder, name })))
      .filter(({ name }) => /\.so(\.|$)/.test(name)),
  ].map(({ folder, name }) => ({ name, path: join(folder, name) }));
}
