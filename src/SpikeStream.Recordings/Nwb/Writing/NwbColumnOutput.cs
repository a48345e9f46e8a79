using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>A column of rows that is being written.</summary>
internal abstract class NwbColumnOutput : IDisposable
{
    private readonly NwbObjects _objects;
    private readonly Hdf5Dataset _dataset;
    private long _row;

    private NwbColumnOutput(NwbObjects objects, Hdf5Dataset dataset)
    {
        _objects = objects;
        _dataset = dataset;
    }

    /// <summary>Whether columns of a type can be written.</summary>
    public static bool CanWrite(IArrowType type) => type is FixedSizeListType list
        ? list.ValueDataType.TypeId is ArrowTypeId.Int32 or ArrowTypeId.Double
        : type.TypeId is ArrowTypeId.Double or ArrowTypeId.Float or ArrowTypeId.Int64 or ArrowTypeId.Int32 or ArrowTypeId.UInt32 or ArrowTypeId.Int16
            or ArrowTypeId.UInt16 or ArrowTypeId.Int8 or ArrowTypeId.UInt8 or ArrowTypeId.String or ArrowTypeId.Boolean;

    /// <summary>Makes a column.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="group">Where.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="type">Type of the rows.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="hasMissing">Whether some are not there: numbers are then floating-point, and NaN where they are not.</param>
    /// <param name="dataset">The dataset, owned by the result.</param>
    public static NwbColumnOutput Create(NwbObjects objects, Hdf5Group group, string name, IArrowType type, long rows, bool hasMissing, out Hdf5Dataset dataset)
    {
        if (type is FixedSizeListType list) return new Lists(objects, dataset = ListDataset(group, name, list, rows, hasMissing), hasMissing);
        if (type.TypeId == ArrowTypeId.String) return new Texts(objects, dataset = group.CreateTexts(name, [rows]));
        if (type.TypeId == ArrowTypeId.Boolean && !hasMissing) return new Truths(objects, dataset = group.CreateTruths(name, [rows]));
        if (hasMissing) return new Reals(objects, dataset = group.CreateDataset<double>(name, [rows]));
        switch (type.TypeId)
        {
            case ArrowTypeId.Float: return new Numbers<float>(objects, dataset = group.CreateDataset<float>(name, [rows]));
            case ArrowTypeId.Int64: return new Numbers<long>(objects, dataset = group.CreateDataset<long>(name, [rows]));
            case ArrowTypeId.Int32: return new Numbers<int>(objects, dataset = group.CreateDataset<int>(name, [rows]));
            case ArrowTypeId.UInt32: return new Numbers<uint>(objects, dataset = group.CreateDataset<uint>(name, [rows]));
            case ArrowTypeId.Int16: return new Numbers<short>(objects, dataset = group.CreateDataset<short>(name, [rows]));
            case ArrowTypeId.UInt16: return new Numbers<ushort>(objects, dataset = group.CreateDataset<ushort>(name, [rows]));
            case ArrowTypeId.Int8: return new Numbers<sbyte>(objects, dataset = group.CreateDataset<sbyte>(name, [rows]));
            case ArrowTypeId.UInt8: return new Numbers<byte>(objects, dataset = group.CreateDataset<byte>(name, [rows]));
            default: return new Numbers<double>(objects, dataset = group.CreateDataset<double>(name, [rows]));
        }
    }

    /// <summary>Adds rows.</summary>
    public void Add(IArrowArray rows)
    {
        Write(rows);
        _row += rows.Length;
    }

    public void Dispose() => _dataset.Dispose();

    protected abstract void Write(IArrowArray rows);

    // One entry per row is no matrix.
    private static Hdf5Dataset ListDataset(Hdf5Group group, string name, FixedSizeListType list, long rows, bool hasMissing)
    {
        long[] extent = list.ListSize == 1 ? [rows] : [rows, list.ListSize];
        return list.ValueDataType.TypeId == ArrowTypeId.Int32 && !hasMissing ? group.CreateDataset<int>(name, extent) : group.CreateDataset<double>(name, extent);
    }

    private sealed class Numbers<T>(NwbObjects objects, Hdf5Dataset dataset) : NwbColumnOutput(objects, dataset)
        where T : unmanaged
    {
        protected override void Write(IArrowArray rows) => _objects.Write(_dataset, _row, Columns.Values<T>(rows, _dataset.Name));
    }

    private sealed class Reals(NwbObjects objects, Hdf5Dataset dataset) : NwbColumnOutput(objects, dataset)
    {
        protected override void Write(IArrowArray rows)
        {
            double[] values = new double[rows.Length];
            for (int row = 0; row < values.Length; row++) values[row] = rows.IsNull(row) ? double.NaN : Value(rows, row);
            _objects.Write<double>(_dataset, _row, values);
        }

        private static double Value(IArrowArray rows, int row) => rows switch
        {
            DoubleArray values => values.Values[row],
            FloatArray values => values.Values[row],
            Int64Array values => values.Values[row],
            Int32Array values => values.Values[row],
            UInt32Array values => values.Values[row],
            Int16Array values => values.Values[row],
            UInt16Array values => values.Values[row],
            Int8Array values => values.Values[row],
            UInt8Array values => values.Values[row],
            _ => ((BooleanArray)rows).GetValue(row) == true ? 1 : 0,
        };
    }

    private sealed class Truths(NwbObjects objects, Hdf5Dataset dataset) : NwbColumnOutput(objects, dataset)
    {
        protected override void Write(IArrowArray rows)
        {
            sbyte[] values = new sbyte[rows.Length];
            for (int row = 0; row < values.Length; row++) values[row] = (sbyte)(((BooleanArray)rows).GetValue(row) == true ? 1 : 0);
            _objects.Write<sbyte>(_dataset, _row, values);
        }
    }

    private sealed class Texts(NwbObjects objects, Hdf5Dataset dataset) : NwbColumnOutput(objects, dataset)
    {
        protected override void Write(IArrowArray rows) => _objects.WriteTexts(_dataset, _row, [.. Enumerable.Range(0, rows.Length).Select(row => ((StringArray)rows).GetString(row))]);
    }

    private sealed class Lists(NwbObjects objects, Hdf5Dataset dataset, bool hasMissing) : NwbColumnOutput(objects, dataset)
    {
        protected override void Write(IArrowArray rows)
        {
            // A batch of this column alone, for the views that know slices and what is not there.
            const string Name = "column";
            RecordBatch batch = new(new Schema([new Field(Name, rows.Data.DataType, nullable: true)], null), [rows], rows.Length);
            bool isInteger = ((FixedSizeListType)rows.Data.DataType).ValueDataType.TypeId == ArrowTypeId.Int32;
            if (!hasMissing && isInteger) _objects.Write(_dataset, _row, Columns.ListValues<int>(batch, Name));
            else if (!hasMissing) _objects.Write(_dataset, _row, Columns.ListValues<double>(batch, Name));
            else _objects.Write<double>(_dataset, _row, WithMissing(isInteger ? [.. Columns.ListValues<int>(batch, Name).ToArray().Select(value => (double)value)] : Columns.ListValues<double>(batch, Name).ToArray(), Columns.ListValidity(batch, Name)));
        }

        private static double[] WithMissing(double[] values, byte[] present)
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (!BitUtility.GetBit(present, i)) values[i] = double.NaN;
            }

            return values;
        }
    }
}
