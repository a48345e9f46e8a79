using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>The kernels of one choice of convention, linear branch and vector width.</summary>
internal abstract unsafe class MesoscopicKernels
{
    /// <summary>Steps 5 to 15; see <see cref="ForwardKernel{TLanes, TConvention, TAdaptive, TLinear}"/>.</summary>
    public abstract void Forward(
        PopulationConstants constants,
        in AgeBins before,
        in AgeBins after,
        double* counts,
        double* shifted,
        int start,
        in PoolState poolBefore,
        out PoolState pool,
        ref StepRecord record);

    /// <summary>Steps 15 to 5 in reverse; see <see cref="BackwardKernel{TLanes, TConvention, TAdaptive, TLinear}"/>.</summary>
    public abstract double Backward(
        PopulationConstants constants,
        in AgeBins before,
        in AgeBins after,
        double* counts,
        double* shifted,
        int start,
        in PoolState poolBefore,
        in PoolState pool,
        in StepRecord record,
        PopulationAdjoint adjoint,
        bool isAdaptive);

    /// <summary>Chooses the kernels.</summary>
    public static MesoscopicKernels Create(UpdateConvention convention, double linearBelow, VectorWidth width) =>
        VectorWidths.Resolve(width) switch
        {
            VectorWidth.Bits512 => Create<Lanes2x512>(convention, linearBelow),
            VectorWidth.Bits256 => Create<Lanes4x256>(convention, linearBelow),
            VectorWidth.Bits128 => Create<Lanes8x128>(convention, linearBelow),
            _ => Create<Lanes16Scalar>(convention, linearBelow),
        };

    private static MesoscopicKernels Create<TLanes>(UpdateConvention convention, double linearBelow)
        where TLanes : unmanaged, ILanes<TLanes> => (convention, linearBelow > 0) switch
        {
            (UpdateConvention.Aligned, false) => new MesoscopicKernels<TLanes, AlignedUpdate, Off>(linearBelow),
            (UpdateConvention.Aligned, true) => new MesoscopicKernels<TLanes, AlignedUpdate, On>(linearBelow),
            (_, false) => new MesoscopicKernels<TLanes, PaperCodeUpdate, Off>(linearBelow),
            (_, true) => new MesoscopicKernels<TLanes, PaperCodeUpdate, On>(linearBelow),
        };
}

/// <inheritdoc/>
internal sealed unsafe class MesoscopicKernels<TLanes, TConvention, TLinear>(double linearBelow) : MesoscopicKernels
    where TLanes : unmanaged, ILanes<TLanes>
    where TConvention : IUpdateConvention
    where TLinear : ISwitch
{
    public override void Forward(
        PopulationConstants constants,
        in AgeBins before,
        in AgeBins after,
        double* counts,
        double* shifted,
        int start,
        in PoolState poolBefore,
        out PoolState pool,
        ref StepRecord record)
    {
        if (constants.IsAdaptive)
            ForwardKernel<TLanes, TConvention, On, TLinear>.Step(
                constants, before, after, counts, shifted, start, poolBefore, out pool, ref record, linearBelow);
        else
            ForwardKernel<TLanes, TConvention, Off, TLinear>.Step(
                constants, before, after, counts, shifted, start, poolBefore, out pool, ref record, linearBelow);
    }

    public override double Backward(
        PopulationConstants constants,
        in AgeBins before,
        in AgeBins after,
        double* counts,
        double* shifted,
        int start,
        in PoolState poolBefore,
        in PoolState pool,
        in StepRecord record,
        PopulationAdjoint adjoint,
        bool isAdaptive) => isAdaptive
            ? BackwardKernel<TLanes, TConvention, On, TLinear>.Step(
                constants, before, after, counts, shifted, start, poolBefore, pool, record, adjoint, linearBelow)
            : BackwardKernel<TLanes, TConvention, Off, TLinear>.Step(
                constants, before, after, counts, shifted, start, poolBefore, pool, record, adjoint, linearBelow);
}
