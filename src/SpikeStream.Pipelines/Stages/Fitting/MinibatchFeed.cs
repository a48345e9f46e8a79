using System.Diagnostics.CodeAnalysis;
using SpikeStream.Models.Fitting;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>Gives a fit the rows of an archive that it needs next.</summary>
internal sealed class MinibatchFeed(ArchiveStartSetup setup, IMinibatchFit fit)
{
    // Rows are pushed in pieces, so that a start holds a short window and not a copy of the recording.
    private const int PushBins = 4096;

    private int[] _counts = [];
    private double[] _inputs = [];

    /// <summary>Takes a step, or reads towards the next.</summary>
    /// <returns>Whether there was a step.</returns>
    public bool TryStep([NotNullWhen(true)] out FitStep? step)
    {
        step = null;
        if (fit is RandomMinibatchFit random)
        {
            step = random.Step(Read(random.NextBin, random.NextLength));
            return true;
        }

        SequentialMinibatchFit sequential = (SequentialMinibatchFit)fit;
        if (sequential.TryStep(out step)) return true;
        long received = sequential.BinsReceived;
        if (received >= setup.BinCount) sequential.EndPass();
        else ReadOn(sequential, received);
        return false;
    }

    /// <summary>Bins that the passes before that of a step had.</summary>
    public long BinsOfEarlierPasses(FitStep step) => fit is SequentialMinibatchFit ? step.Epoch * setup.BinCount : 0;

    private void ReadOn(SequentialMinibatchFit sequential, long received)
    {
        (long first, long length) = setup.Archive.Stretches.At(received);
        if (first > received || length == 0) sequential.Skip(Math.Min(first, setup.BinCount) - received);
        else sequential.Push(Read(received, (int)Math.Min(PushBins, Math.Min(first + length, setup.BinCount) - received)));
    }

    private SequenceData Read(long first, int bins)
    {
        int populations = setup.Model.PopulationNames.Count, length = bins * populations;
        if (_counts.Length < length)
        {
            _counts = new int[length];
            _inputs = setup.HasInputs ? new double[length] : [];
        }

        Span<int> counts = _counts.AsSpan(0, length);
        Span<double> inputs = setup.HasInputs ? _inputs.AsSpan(0, length) : default;
        setup.Archive.Read(first, counts, inputs);
        return new SequenceData(counts, inputs, populations);
    }
}
