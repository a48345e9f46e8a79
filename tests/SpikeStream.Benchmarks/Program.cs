using SpikeStream.Benchmarks;

return await Harness.RunAsync(args).ConfigureAwait(false);
