using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("SpikeStream.Recordings.Tests")]
