using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

/// <content>The gradient.</content>
public sealed partial class MesoscopicModel
{
    /// <inheritdoc/>
    /// <remarks>
    /// Outside of what the model is defined for the result is negative infinity and the gradient is not-a-number. Memory: 128 steps of the age
    /// arrays (6 MB for two populations with 695 age bins), and one copy of the state per 128 bins of the stretch.
    /// </remarks>
    public double LogLikelihoodAndGradient(SequenceState state, ReadOnlySpan<double> coordinates, SequenceData data, Span<double> gradient)
    {
        if (gradient.Length != Parameters.Count)
            throw new ArgumentException(
                $"Found room for {gradient.Length} derivatives; expected {Parameters.Count}, one per free parameter.",
                nameof(gradient));
        double logLikelihood = LogLikelihoodAndNaturalGradient(
            state, coordinates, data, withAllParameters: false, out NaturalParameters? natural);
        if (natural is null)
        {
            gradient.Fill(double.NaN);
            return logLikelihood;
        }

        FreeParameters.GatherDerivatives(natural, gradient);
        Parameters.ChainToCoordinates(((MesoscopicState)state).Workspace.Free, gradient);
        return logLikelihood;
    }

    /// <summary>
    /// The log likelihood and its derivatives by all parameters in natural units; they belong to the state and are overwritten by the next
    /// call.
    /// </summary>
    internal double LogLikelihoodAndNaturalGradient(
        SequenceState state, ReadOnlySpan<double> coordinates, SequenceData data, bool withAllParameters, out NaturalParameters? gradient)
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
            adjoint.Record(begin, workspace, data, _likelihoods, ref sum);
            adjoint.Backpropagate(workspace, data.BinCount, withAllParameters);
        }
        else
        {
            Checkpoint(begin, workspace, data, segments, ref sum);
            for (int i = segments - 1; i >= 0; i--)
            {
                SequenceData segment = Segment(data, i);
                MesoscopicState start = adjoint.Checkpoint(i);
                if (i < segments - 1) adjoint.MoveToSegmentBefore(start, segment.BinCount);
                var again = new CompensatedSum();
                adjoint.Record(start, workspace, segment, _likelihoods, ref again);
                adjoint.Backpropagate(workspace, segment.BinCount, withAllParameters);
            }
        }

        adjoint.Finish(workspace, own.IsSilentStart);
        gradient = adjoint.Gradient;
        return sum.Value;
    }

    /// <summary>Advances over all segments, with a copy of the state before each.</summary>
    private void Checkpoint(MesoscopicState state, MesoscopicWorkspace workspace, SequenceData data, int segments, ref CompensatedSum sum)
    {
        MesoscopicState moving = workspace.Adjoint.Checkpoint(segments);
        moving.CopyFrom(state);
        for (int i = 0; i < segments; i++)
        {
            workspace.Adjoint.Checkpoint(i).CopyFrom(moving);
            AdvanceOver(moving, workspace, Segment(data, i), default, ref sum);
        }
    }

    private static SequenceData Segment(SequenceData data, int index)
    {
        int start = index * MesoscopicAdjoint.SegmentLength;
        return data.Slice(start, Math.Min(MesoscopicAdjoint.SegmentLength, data.BinCount - start));
    }
}
