using System.Runtime.InteropServices;

namespace SpikeStream.Recordings;

/// <summary>Functions of the C library (HDF5 1.10 and later); call them within <see cref="Hdf5Library.Gate"/> alone.</summary>
internal static unsafe partial class Hdf5Native
{
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5open")]
    public static partial int Open();

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5get_libversion")]
    public static partial int Version(out uint major, out uint minor, out uint release);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Idec_ref")]
    public static partial int Release(nint identifier);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Iget_type")]
    public static partial int IdentifierKind(Hdf5Handle identifier);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Eset_auto2")]
    public static partial int SetErrorPrinting(nint stack, nint function, nint data);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Ewalk2")]
    public static partial int WalkErrors(nint stack, int direction, delegate* unmanaged[Cdecl]<uint, nint, nint, int> function, nint data);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Eclear2")]
    public static partial int ClearErrors(nint stack);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle OpenFile(string path, uint flags, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fcreate", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle CreateFile(string path, uint flags, Hdf5Handle creation, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fflush")]
    public static partial int Flush(Hdf5Handle file, int scope);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Oopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle OpenObject(Hdf5Handle location, string name, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Gcreate2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle CreateGroup(Hdf5Handle location, string name, Hdf5Handle link, Hdf5Handle creation, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Gget_info")]
    public static partial int GroupInformation(Hdf5Handle group, byte* information);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lexists", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkExists(Hdf5Handle location, string name, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lget_info", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkInformation(Hdf5Handle location, string name, byte* information, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lget_info2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkInformation2(Hdf5Handle location, string name, byte* information, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lget_val", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkValue(Hdf5Handle location, string name, byte* value, nuint size, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lget_name_by_idx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint LinkName(Hdf5Handle location, string group, int index, int order, ulong position, byte* name, nuint size, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lcreate_soft", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateSoftLink(string target, Hdf5Handle location, string name, Hdf5Handle creation, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aexists", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AttributeExists(Hdf5Handle location, string name);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle OpenAttribute(Hdf5Handle location, string name, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Acreate2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle CreateAttribute(Hdf5Handle location, string name, Hdf5Handle type, Hdf5Handle space, Hdf5Handle creation, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aget_type")]
    public static partial Hdf5Handle AttributeType(Hdf5Handle attribute);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aget_space")]
    public static partial Hdf5Handle AttributeSpace(Hdf5Handle attribute);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aread")]
    public static partial int ReadAttribute(Hdf5Handle attribute, Hdf5Handle type, void* values);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Awrite")]
    public static partial int WriteAttribute(Hdf5Handle attribute, Hdf5Handle type, void* values);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dcreate2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Hdf5Handle CreateDataset(Hdf5Handle location, string name, Hdf5Handle type, Hdf5Handle space, Hdf5Handle link, Hdf5Handle creation, Hdf5Handle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_type")]
    public static partial Hdf5Handle DatasetType(Hdf5Handle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_space")]
    public static partial Hdf5Handle DatasetSpace(Hdf5Handle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_create_plist")]
    public static partial Hdf5Handle DatasetCreation(Hdf5Handle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_storage_size")]
    public static partial ulong StorageSize(Hdf5Handle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dread")]
    public static partial int ReadDataset(Hdf5Handle dataset, Hdf5Handle type, Hdf5Handle memory, Hdf5Handle file, Hdf5Handle transfer, void* values);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dwrite")]
    public static partial int WriteDataset(Hdf5Handle dataset, Hdf5Handle type, Hdf5Handle memory, Hdf5Handle file, Hdf5Handle transfer, void* values);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dset_extent")]
    public static partial int SetExtent(Hdf5Handle dataset, ulong* extent);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dvlen_reclaim")]
    public static partial int Reclaim(Hdf5Handle type, Hdf5Handle space, Hdf5Handle transfer, void* values);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Screate")]
    public static partial Hdf5Handle CreateSpace(int kind);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Screate_simple")]
    public static partial Hdf5Handle CreateSpace(int rank, ulong* extent, ulong* most);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_simple_extent_type")]
    public static partial int SpaceKind(Hdf5Handle space);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_simple_extent_ndims")]
    public static partial int SpaceRank(Hdf5Handle space);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_simple_extent_dims")]
    public static partial int SpaceExtent(Hdf5Handle space, ulong* extent, ulong* most);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sselect_hyperslab")]
    public static partial int SelectPart(Hdf5Handle space, int operation, ulong* start, ulong* stride, ulong* count, ulong* block);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_class")]
    public static partial int TypeClass(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_size")]
    public static partial nuint TypeSize(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_sign")]
    public static partial int TypeSign(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tis_variable_str")]
    public static partial int IsVariableText(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_cset")]
    public static partial int CharacterSet(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tset_cset")]
    public static partial int SetCharacterSet(Hdf5Handle type, int characters);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tset_size")]
    public static partial int SetTypeSize(Hdf5Handle type, nuint size);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tcopy")]
    public static partial Hdf5Handle CopyType(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_super")]
    public static partial Hdf5Handle BaseType(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_nmembers")]
    public static partial int MemberCount(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_member_name")]
    public static partial nint MemberName(Hdf5Handle type, uint member);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5free_memory")]
    public static partial int Free(nint memory);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tequal")]
    public static partial int TypesEqual(Hdf5Handle first, Hdf5Handle second);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tenum_create")]
    public static partial Hdf5Handle CreateEnumeration(Hdf5Handle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tenum_insert", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int InsertMember(Hdf5Handle type, string name, void* value);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pcreate")]
    public static partial Hdf5Handle CreateProperties(Hdf5Handle kind);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_obj_track_times")]
    public static partial int SetTimes(Hdf5Handle creation, byte track);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_file_locking")]
    public static partial int SetFileLocking(Hdf5Handle access, byte use, byte ignore);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_fclose_degree")]
    public static partial int SetClosing(Hdf5Handle access, int degree);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_chunk")]
    public static partial int SetChunk(Hdf5Handle creation, int rank, ulong* extent);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_deflate")]
    public static partial int SetDeflate(Hdf5Handle creation, uint level);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_shuffle")]
    public static partial int SetShuffle(Hdf5Handle creation);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_layout")]
    public static partial int Layout(Hdf5Handle creation);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_chunk")]
    public static partial int Chunk(Hdf5Handle creation, int most, ulong* extent);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_nfilters")]
    public static partial int FilterCount(Hdf5Handle creation);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_filter2")]
    public static partial int Filter(Hdf5Handle creation, uint index, uint* flags, nuint* count, uint* values, nuint nameSize, byte* name, uint* configuration);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Zfilter_avail")]
    public static partial int IsFilterAvailable(int filter);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_external_count")]
    public static partial int ExternalCount(Hdf5Handle creation);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Rdereference2")]
    public static partial Hdf5Handle Dereference(Hdf5Handle location, Hdf5Handle access, int kind, void* reference);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Rget_name")]
    public static partial nint ReferenceName(Hdf5Handle location, int kind, void* reference, byte* name, nuint size);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Rcreate", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateReference(void* reference, Hdf5Handle location, string name, int kind, nint space);
}
