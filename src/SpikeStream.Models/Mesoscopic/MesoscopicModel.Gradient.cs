using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

/// <content>The gradient.</content>
public sealed partial class MesoscopicModel
{
    // Nats per unit of a fitting coordinate: what one segment further back may still add for the pass to end there. Posterior standard deviations
    // are below 10 units, so this is nothing to any of them.
    private const double SettledAbsolutely = 1e-7;
    private const double SettledRelatively = 1e-10;

    /// <inheritdoc/>
    /// <remarks>
    /// Outside of what the model is defined for the result is negative infinity and the gradient is not-a-number. Through uncounted bins the reverse
    /// pass goes back as far as it still changes the gradient (by more than 1e-7 per 128 bins in any coordinate). Memory: 128 steps of the age arrays
    /// (5 MB for two populations with 695 age bins), and one copy of the state (80 kB) per 128 bins of the stretch; a state keeps them for the next call.
    /// </remarks>
    public double LogLikelihoodAndGradient(
        SequenceState state,
        ReadOnlySpan<double> coordinates,
        SequenceData data,
        Span<double> gradient,
        int uncountedBins = 0,
        CancellationToken cancellationToken = default)
    {
        if (gradient.Length != Parameters.Count)
            throw new ArgumentException(
                $"Found room for {gradient.Length} derivatives; expected {Parameters.Count}, one per free parameter.",
                nameof(gradient));
        if (uncountedBins < 0 || uncountedBins > data.BinCount)
            throw new ArgumentOutOfRangeException(nameof(uncountedBins), uncountedBins, $"expected 0 to {data.BinCount}, the bins of the stretch");
        double logLikelihood = LogLikelihoodAndNaturalGradient(
            state, coordinates, data, withAllParameters: false, out NaturalParameters? natural, uncountedBins, cancellationToken);
        if (natural is null) gradient.Fill(double.NaN);
        else ToCoordinates(natural, ((MesoscopicState)state).Workspace, gradient);
        return logLikelihood;
    }

    /// <summary>
    /// The log likelihood and its derivatives by all parameters in natural units; they belong to the state and are overwritten by the next
    /// call.
    /// </summary>
    internal double LogLikelihoodAndNaturalGradient(
        SequenceState state,
        ReadOnlySpan<double> coordinates,
        SequenceData data,
        bool withAllParameters,
        out NaturalParameters? gradient,
        int uncountedBins = 0,
        CancellationToken cancellationToken = default)
    {
        MesoscopicState own = Own(state);
        CheckData(data);
        MesoscopicWorkspace workspace = own.Workspace;
        gradient = null;
        if (!workspace.Use(coordinates)) return double.NegativeInfinity;
        MesoscopicAdjoint adjoint = workspace.Adjoint;
        MesoscopicState begin = own;
        if (MustGrow(own, workspace))
        {
            begin = adjoint.Enlarged;
            begin.CopyFrom(own);
        }

        FollowParameters(begin, workspace);
        var sum = new CompensatedSum();
        adjoint.Clear();
        int segments = Math.Max(1, (data.BinCount + MesoscopicAdjoint.SegmentLength - 1) / MesoscopicAdjoint.SegmentLength);
        if (segments == 1)
        {
            adjoint.Record(begin, workspace, data, uncountedBins, _likelihoods, ref sum);
            adjoint.Backpropagate(workspace, data.BinCount, withAllParameters);
            adjoint.Finish(workspace, own.IsSilentStart, withAllParameters);
        }
        else
        {
            Checkpoint(begin, workspace, data, segments, uncountedBins, cancellationToken, ref sum);
            BackpropagateSegments(own.IsSilentStart, workspace, data, segments, uncountedBins, withAllParameters, cancellationToken);
        }

        gradient = adjoint.Gradient;
        return sum.Value;
    }

    /// <summary>Advances over all segments, with a copy of the state before each.</summary>
    private void Checkpoint(
        MesoscopicState state,
        MesoscopicWorkspace workspace,
        SequenceData data,
        int segments,
        int uncountedBins,
        CancellationToken cancellationToken,
        ref CompensatedSum sum)
    {
        MesoscopicAdjoint adjoint = workspace.Adjoint;
        MesoscopicState moving = adjoint.Checkpoint(segments);
        moving.CopyFrom(state);
        adjoint.ActivitySlopes.Begin(state, segments);
        for (int i = 0; i < segments; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SequenceData segment = Segment(data, i);
            int uncounted = Uncounted(i, uncountedBins, segment.BinCount);
            adjoint.Checkpoint(i).CopyFrom(moving);
            adjoint.ActivitySlopes.Advance(i, segment.BinCount, data, workspace.Constants);
            var ignored = new CompensatedSum();
            AdvanceOver(moving, workspace, segment.Slice(0, uncounted), default, ref ignored);
            AdvanceOver(moving, workspace, segment.Slice(uncounted, segment.BinCount - uncounted), default, ref sum);
        }
    }

    /// <summary>Runs the segments again, the last one first, and back through each.</summary>
    private void BackpropagateSegments(
        bool startFollowsRest,
        MesoscopicWorkspace workspace,
        SequenceData data,
        int segments,
        int uncountedBins,
        bool withAllParameters,
        CancellationToken cancellationToken)
    {
        MesoscopicAdjoint adjoint = workspace.Adjoint;
        bool hasBefore = false;
        for (int i = segments - 1; i >= 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SequenceData segment = Segment(data, i);
            MesoscopicState start = adjoint.Checkpoint(i);
            if (i < segments - 1) adjoint.MoveToSegmentBefore(start, segment.BinCount);
            var again = new CompensatedSum();
            adjoint.Record(start, workspace, segment, Uncounted(i, uncountedBins, segment.BinCount), _likelihoods, ref again);
            adjoint.Backpropagate(workspace, segment.BinCount, withAllParameters);
            if (i == 0)
            {
                adjoint.Finish(workspace, startFollowsRest, withAllParameters);
            }
            else if (i * MesoscopicAdjoint.SegmentLength <= uncountedBins && !withAllParameters)
            {
                // Nothing before this segment counts. If it did not matter any more, nothing before it does.
                adjoint.Finish(workspace, startFollowsRest: false, withAllParameters, i);
                Span<double> before = adjoint.GradientBefore, now = adjoint.GradientNow;
                now.CopyTo(before);
                ToCoordinates(adjoint.Gradient, workspace, now);
                if (hasBefore && IsSettled(before, now)) return;
                hasBefore = true;
            }
        }
    }

    private static bool IsSettled(ReadOnlySpan<double> before, ReadOnlySpan<double> now)
    {
        for (int i = 0; i < now.Length; i++)
        {
            // Not-a-number never comes right again.
            if (Math.Abs(now[i] - before[i]) > SettledAbsolutely + SettledRelatively * Math.Abs(now[i])) return false;
        }

        return true;
    }

    private void ToCoordinates(NaturalParameters natural, MesoscopicWorkspace workspace, Span<double> gradient)
    {
        FreeParameters.GatherDerivatives(natural, gradient);
        Parameters.ChainToCoordinates(workspace.Free, gradient);
    }

    /// <summary>How many bins of a segment do not count.</summary>
    private static int Uncounted(int segment, int uncountedBins, int length) =>
        Math.Clamp(uncountedBins - segment * MesoscopicAdjoint.SegmentLength, 0, length);

    private static SequenceData Segment(SequenceData data, int index)
    {
        int start = index * MesoscopicAdjoint.SegmentLength;
        return data.Slice(start, Math.Min(MesoscopicAdjoint.SegmentLength, data.BinCount - start));
    }
}
