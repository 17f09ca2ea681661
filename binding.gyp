# The native kernels of the simd backend: one library for each set of instructions, and the addon that chooses among them.
{
  'variables': {
    'strict': [
      '-std=c++17', '-O3', '-fno-math-errno', '-fwrapv',
      # The bits of WebAssembly: nothing is fused and nothing is taken for finite.
      '-ffp-contract=off', '-fno-fast-math',
      '-Wno-psabi', '-Wno-maybe-uninitialized',
    ],
  },
  'target_defaults': {
    'defines': ['NAPI_VERSION=8'],
    'cflags_cc!': ['-std=gnu++17', '-std=gnu++20'],
    'cflags_cc': ['<@(strict)'],
    'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['<@(strict)'], 'MACOSX_DEPLOYMENT_TARGET': '11.0'},
  },
  'conditions': [
    ['target_arch=="x64"', {
      'targets': [
        {
          'target_name': 'sse4',
          'type': 'static_library',
          'sources': ['native/target.cpp'],
          'defines': ['TARGET=sse4', 'TARGET_NAME="SSE4.1"'],
          'cflags_cc': ['-msse4.1'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['-msse4.1']},
        },
        {
          'target_name': 'avx2',
          'type': 'static_library',
          'sources': ['native/target.cpp'],
          'defines': ['TARGET=avx2', 'TARGET_NAME="AVX2"'],
          'cflags_cc': ['-mavx2'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['-mavx2']},
        },
        {
          'target_name': 'avx512',
          'type': 'static_library',
          'sources': ['native/target.cpp'],
          'defines': ['TARGET=avx512', 'TARGET_NAME="AVX-512"'],
          'cflags_cc': ['-mavx512f', '-mavx512dq', '-mavx512bw', '-mavx512vl', '-mprefer-vector-width=512'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['-mavx512f', '-mavx512dq', '-mavx512bw', '-mavx512vl', '-mprefer-vector-width=512']},
        },
        {
          'target_name': 'native',
          'sources': ['native/addon.cpp'],
          'dependencies': ['sse4', 'avx2', 'avx512'],
        },
      ],
    }, {
      'targets': [
        {
          'target_name': 'neon',
          'type': 'static_library',
          'sources': ['native/target.cpp'],
          'defines': ['TARGET=neon', 'TARGET_NAME="NEON"'],
        },
        {
          'target_name': 'native',
          'sources': ['native/addon.cpp'],
          'dependencies': ['neon'],
        },
      ],
    }],
  ],
}
